import type { Field } from '../../core/schema.ts';
import type { QueryBatch } from '../../engine/query.ts';

/** How a set of files is read: settled when they are opened, the same at every pass. */
export interface FilePlan {
  readonly columns: readonly Omit<Field, 'role'>[];
  /** Undefined where only a scan can tell. */
  readonly rowCount: number | undefined;
  /**
   * The rows of the columns at these positions, in this order; of none, batches with rows and no columns. `limit`: more
   * rows are not asked for, so that a plan need not read ahead; it may give them.
   */
  stream(
    columns: readonly number[],
    batchRows: number,
    signal: AbortSignal | undefined,
    limit?: number,
  ): AsyncIterable<QueryBatch>;
}
