import { COLUMN_TYPES, type ColumnData, type ColumnType, type ColumnValues } from '../core/column.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { ColumnHandle } from './native/addon.ts';
import { addon } from './native/load.ts';

/**
 * One column of one batch, with two faces: plain buffers for TypeScript, and a handle on engine memory for the native
 * code. Each is made from the other when first asked for, and kept.
 */
export class Column {
  readonly type: ColumnType;
  readonly length: number;
  readonly nullCount: number;
  #data: ColumnData | undefined;
  #handle: ColumnHandle | undefined;

  private constructor(
    info: { type: ColumnType; length: number; nullCount: number },
    data: ColumnData | undefined,
    handle: ColumnHandle | undefined,
  ) {
    this.type = info.type;
    this.length = info.length;
    this.nullCount = info.nullCount;
    this.#data = data;
    this.#handle = handle;
  }

  static fromData(data: ColumnData): Column {
    return new Column(data, data, undefined);
  }

  /** A float64 column without a missing value. */
  static fromNumbers(values: Float64Array): Column {
    const { length } = values;
    return new Column(
      { type: 'float64', length, nullCount: 0 },
      { type: 'float64', length, nullCount: 0, validity: undefined, offsets: undefined, values },
      undefined,
    );
  }

  static fromHandle(handle: ColumnHandle): Column {
    const info = inEngine(() => addon().columnInfo(handle));
    return new Column({ ...info, type: COLUMN_TYPES[info.type]! }, undefined, handle);
  }

  /** The column's buffers. Must not be written to. */
  get data(): ColumnData {
    this.#data ??= this.#copyOut();
    return this.#data;
  }

  /** The column in engine memory. */
  get handle(): ColumnHandle {
    this.#handle ??= this.#copyIn();
    return this.#handle;
  }

  /** Copies the column into engine memory, ahead of what needs it there. */
  moveIn(): void {
    this.#handle ??= this.#copyIn();
  }

  /** The given rows, in the given order. */
  take(rows: Uint32Array): Column {
    return Column.fromHandle(inEngine(() => addon().columnTake(this.handle, rows)));
  }

  /**
   * The different texts of a text column, by code: `first` is the first row of each (missing ones are one more), `codes`
   * the code of every row. Undefined where there are more than `most`.
   */
  distinctTexts(
    most: number,
    options: RunOptions,
  ): Promise<{ readonly first: Uint32Array; readonly codes: Uint32Array } | undefined> {
    return runJob(options, (job) => addon().columnDistinctTexts(this.handle, most, job));
  }

  /** Frees the engine's copy now instead of when the collector comes by. The column must not be used afterwards. */
  release(): void {
    if (this.#handle !== undefined) addon().release(this.#handle);
    this.#handle = undefined;
    this.#data = undefined;
  }

  #copyIn(): ColumnHandle {
    const { type, length, nullCount, validity, offsets, values } = this.data;
    return inEngine(() =>
      addon().columnFromBuffers(COLUMN_TYPES.indexOf(type), length, nullCount, validity, offsets, values),
    );
  }

  #copyOut(): ColumnData {
    const buffers = inEngine(() => addon().columnBuffers(this.#handle!));
    return {
      type: this.type,
      length: buffers.length,
      nullCount: buffers.nullCount,
      validity: buffers.validity === undefined ? undefined : new Uint8Array(buffers.validity),
      offsets: buffers.offsets === undefined ? undefined : new Int32Array(buffers.offsets),
      values: viewOf(this.type, buffers.values),
    };
  }
}

const VIEWS = {
  boolean: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  utf8: Uint8Array,
  date32: Int32Array,
  timestamp_us: BigInt64Array,
} as const;

function viewOf(type: ColumnType, buffer: ArrayBuffer): ColumnValues[ColumnType] {
  return new VIEWS[type](buffer);
}
