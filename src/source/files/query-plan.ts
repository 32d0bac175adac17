import type { ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
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

/**
 * A relation that gives the same rows in less time, in the same order, or fails at one that it can't read: the plain one
 * goes on from there.
 */
export interface Shortcut {
  readonly relation: string;
  /** Whether it holds for a column of this type; it is taken where it does for all that are wanted. */
  fits(type: ColumnType): boolean;
}

/**
 * Files that DuckDB reads.
 *
 * @param file the first of them, for messages
 * @param relation the SQL after FROM
 */
export function queryPlan(
  file: string,
  relation: string,
  columns: readonly QueryColumn[],
  rowCount: number | undefined,
  shortcut?: Shortcut,
): FilePlan {
  let quick = shortcut;
  const select = (positions: readonly number[], from = relation) => {
    const items = positions.map((i) => {
      const { source, cast } = columns[i]!;
      return cast === undefined ? sqlName(source) : `CAST(${sqlName(source)} AS ${cast})`;
    });
    return `SELECT ${items.length === 0 ? '1::TINYINT' : items.join(', ')} FROM ${from}`;
  };
  const context = { file, columns };

  async function* stream(
    positions: readonly number[],
    batchRows: number,
    signal: AbortSignal | undefined,
    limit?: number,
  ): AsyncIterable<QueryBatch> {
    let given = 0;
    if (quick !== undefined && limit === undefined && positions.every((i) => quick!.fits(columns[i]!.type))) {
      try {
        for await (const batch of queryBatches(select(positions, quick.relation), { batchRows, signal })) {
          given += batch.rowCount;
          yield batch;
        }
        return;
      } catch (error) {
        if (!(error instanceof MillraceError) || error.code !== 'FILE_UNREADABLE') throw explainFault(error, context);
        quick = undefined; // nor for passes to come
      }
    }
    // Whole batches were given, so those that follow are cut as they would have been.
    const behind = given === 0 ? '' : ` OFFSET ${given}`;
    const sql = limit === undefined ? `${select(positions)}${behind}` : `${select(positions)} LIMIT ${limit}`;
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
