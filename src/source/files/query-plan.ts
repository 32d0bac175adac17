import type { Field } from '../../core/schema.ts';
import { type QueryBatch, queryBatches } from '../../engine/query.ts';
import { explainFault, isInternalFault } from './faults.ts';
import type { FilePlan } from './plan.ts';
import { sqlName } from './sql.ts';

export interface QueryColumn extends Omit<Field, 'role'> {
  /** What DuckDB calls the column. */
  readonly source: string;
  /** The DuckDB type it is cast to on the way. */
  readonly cast: string | undefined;
}

/** Files that DuckDB reads. `relation`: the SQL after FROM. `file`: the first of them, for messages. */
export function queryPlan(
  file: string,
  relation: string,
  columns: readonly QueryColumn[],
  rowCount: number | undefined,
): FilePlan {
  const select = (positions: readonly number[]) => {
    const items = positions.map((i) => {
      const { source, cast } = columns[i]!;
      return cast === undefined ? sqlName(source) : `CAST(${sqlName(source)} AS ${cast})`;
    });
    return `SELECT ${items.length === 0 ? '1::TINYINT' : items.join(', ')} FROM ${relation}`;
  };
  const context = { file, columns };

  async function* stream(
    positions: readonly number[],
    batchRows: number,
    signal: AbortSignal | undefined,
    limit?: number,
  ): AsyncIterable<QueryBatch> {
    const sql = limit === undefined ? select(positions) : `${select(positions)} LIMIT ${limit}`;
    try {
      yield* queryBatches(sql, { batchRows, signal });
    } catch (error) {
      if (isInternalFault(error)) await readAll(signal);
      throw explainFault(error, context);
    }
  }

  // DuckDB 1.5 fails to report invalid UTF-8 in some projections of a CSV: all columns together tell the reason.
  async function readAll(signal: AbortSignal | undefined): Promise<void> {
    try {
      for await (const batch of queryBatches(select(columns.map((_, i) => i)), { signal })) {
        for (const column of batch.columns) column.release();
      }
    } catch (error) {
      throw explainFault(error, context);
    }
  }

  return { columns, rowCount, stream };
}
