import type { Column } from '../engine/column.ts';

/** Rows on their way from a source to a fit or a prediction. */
export interface Batch {
  /** Rows in this batch; at least one. */
  readonly length: number;
  /** Float64Array[length]: the id of each row, its zero-based position in the outermost source. Ascending unless its reader says otherwise. */
  readonly rowIds: Float64Array;
  readonly columns: ReadonlyMap<string, Column>;
}

/** Frees the engine memory of a batch that nobody will look at again. */
export function releaseBatch(batch: Batch): void {
  for (const column of batch.columns.values()) column.release();
}
