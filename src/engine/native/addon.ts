/** The native addon's functions as TypeScript sees them. Nothing outside `src/engine` imports this. */

declare const kind: unique symbol;

/** An engine object: opaque, freed by the collector or by `release`. */
export interface Handle<Kind extends string> {
  readonly [kind]: Kind;
}

export type ColumnHandle = Handle<'column'>;
export type TokenHandle = Handle<'cancel token'>;

export type DatabaseHandle = Handle<'database'>;
export type ReaderHandle = Handle<'reader'>;

export interface JobOptions {
  readonly token?: TokenHandle | undefined;
  readonly threads?: number | undefined;
}

export interface ColumnBuffers {
  readonly type: number;
  readonly length: number;
  readonly nullCount: number;
  readonly validity?: ArrayBuffer;
  readonly offsets?: ArrayBuffer;
  readonly values: ArrayBuffer;
}

export interface Addon {
  readonly isa: string;
  readonly hardwareThreads: number;

  cancelToken(): TokenHandle;
  cancel(token: TokenHandle): void;
  release(handle: Handle<string>): void;

  columnFromBuffers(
    type: number,
    length: number,
    nullCount: number,
    validity: Uint8Array | undefined,
    offsets: Int32Array | undefined,
    values: ArrayBufferView,
  ): ColumnHandle;
  columnBuffers(column: ColumnHandle): ColumnBuffers;
  columnInfo(column: ColumnHandle): { type: number; length: number; nullCount: number };
  columnTake(column: ColumnHandle, rows: Uint32Array): ColumnHandle;

  // One kernel at a time, on a named instruction set or the best, for parity tests and benchmarks.
  kernelLinearScoresDense(
    values: Float32Array,
    rowCount: number,
    stride: number,
    weights: Float64Array,
    intercepts: Float64Array,
    isa?: string,
  ): Float64Array;
  kernelLogisticGradientDense(
    values: Float32Array,
    rowCount: number,
    stride: number,
    labels: Float64Array,
    weights: Float64Array | null,
    coefficients: Float64Array,
    intercept: number,
    isa?: string,
  ): { loss: number; gradient: Float64Array; interceptGradient: number; curvatures: Float64Array };

  openDatabase(settings: {
    libraryPath: string;
    tempPath: string;
    threads: number;
    memoryBytes: number;
  }): DatabaseHandle;
  openReader(database: DatabaseHandle, sql: string, batchRows: number): ReaderHandle;
  readerFields(reader: ReaderHandle, job: JobOptions): Promise<{ name: string; type: number }[]>;
  readerNext(reader: ReaderHandle, job: JobOptions): Promise<{ rowCount: number; columns: ColumnHandle[] } | undefined>;
  closeReader(reader: ReaderHandle): Promise<void>;
}
