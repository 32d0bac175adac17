import type { Handle, JobOptions } from './addon.ts';

export type RowSampleHandle = Handle<'row sample'>;
export type NeighborRowsHandle = Handle<'neighbor rows'>;

export interface NeighborOptions {
  /** float64[rows][columns], row-major, NaN where missing */
  readonly values: Float64Array;
  readonly columns: number;
  readonly neighbors: number;
  /** Whether nearer rows weigh more, by 1 / distance. */
  readonly byDistance: boolean;
}

/** The addon's part for imputers. */
export interface ImputersAddon {
  rowSample(columns: number, maxRows: number, seed: number): RowSampleHandle;
  /** [rows][columns], row-major, in the order of the row ids */
  rowSampleFinish(state: RowSampleHandle, options: JobOptions): Promise<Float64Array>;
  neighborRows(options: NeighborOptions): NeighborRowsHandle;
}
