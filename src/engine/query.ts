import { COLUMN_TYPES, type ColumnType } from '../core/column.ts';
import { Column } from './column.ts';
import { duckdbSettings } from './duckdb-library.ts';
import { inEngine } from './fault.ts';
import { runJob, throwIfAborted } from './job.ts';
import type { DatabaseHandle } from './native/addon.ts';
import { addon } from './native/load.ts';

/** One column of a query's result. */
export interface QueryField {
  readonly name: string;
  readonly type: ColumnType;
}

/** Some rows of a query's result: columns by position, as in `fields`. */
export interface QueryBatch {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

export interface QueryOptions {
  /** Rows in each batch but the last. Default 16,384. */
  readonly batchRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const DEFAULT_BATCH_ROWS = 16_384;

/**
 * Runs one SQL query in DuckDB, inside the engine, and gives its rows in the query's order. Up to four batches are
 * read ahead on a thread of the engine. Leaving the loop early stops the query.
 *
 * @throws MillraceError FILE_UNREADABLE with DuckDB's own message when the query fails; COLUMN_TYPE for a column of a
 *   type that no batch holds; ABORTED.
 */
export async function* queryBatches(sql: string, options: QueryOptions = {}): AsyncGenerator<QueryBatch> {
  const { batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  throwIfAborted(signal);
  const engine = addon();
  const reader = inEngine(() => engine.openReader(database(), sql, batchRows));
  try {
    for (;;) {
      const batch = await runJob({ signal }, (job) => engine.readerNext(reader, job));
      if (batch === undefined) return;
      yield { rowCount: batch.rowCount, columns: batch.columns.map((handle) => Column.fromHandle(handle)) };
    }
  } finally {
    await engine.closeReader(reader);
  }
}

/** The columns that a query gives, without its rows. */
export async function queryFields(sql: string, signal?: AbortSignal): Promise<QueryField[]> {
  throwIfAborted(signal);
  const engine = addon();
  const reader = inEngine(() => engine.openReader(database(), sql, 1));
  try {
    const fields = await runJob({ signal }, (job) => engine.readerFields(reader, job));
    return fields.map(({ name, type }) => ({ name, type: COLUMN_TYPES[type]! }));
  } finally {
    await engine.closeReader(reader);
  }
}

let opened: DatabaseHandle | undefined;

function database(): DatabaseHandle {
  // The engine gives the database that is open already, unless that one broke down.
  opened = inEngine(() => addon().openDatabase(duckdbSettings()));
  return opened;
}
