import { COLUMN_TYPES, type ColumnType } from '../core/column.ts';
import { Column } from './column.ts';
import { duckdbSettings } from './duckdb-library.ts';
import { inEngine } from './fault.ts';
import { runJob, throwIfAborted } from './job.ts';
import type { DatabaseHandle, QueryValue, ReaderHandle } from './native/addon.ts';
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

export type { QueryValue } from './native/addon.ts';

export interface QueryOptions {
  /** A DuckDB file that the query's tables are in; it is open while the query runs, and only read. Default: none. */
  readonly database?: string | undefined;
  /** Values of the query's parameters by name, without the `$`; those of positional ones are '1', '2', …. */
  readonly parameters?: Readonly<Record<string, QueryValue>> | undefined;
  /** Rows in each batch but the last. Default 16,384. */
  readonly batchRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const DEFAULT_BATCH_ROWS = 16_384;

/**
 * Runs one SQL query in DuckDB, inside the engine, and gives its rows in the query's order. Up to four batches are
 * read ahead on a thread of the engine. Leaving the loop early stops the query.
 *
 * @throws MillraceError FILE_UNREADABLE with DuckDB's own message when the query or the database file fails; OPTION_INVALID for
 *   parameters that the query has not, or has beside these; COLUMN_TYPE for a column of a
 *   type that no batch holds; ABORTED.
 */
export async function* queryBatches(sql: string, options: QueryOptions = {}): AsyncGenerator<QueryBatch> {
  const { batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  throwIfAborted(signal);
  const engine = addon();
  const reader = openReader(sql, batchRows, options);
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
export async function queryFields(sql: string, options: QueryOptions = {}): Promise<QueryField[]> {
  const { signal } = options;
  throwIfAborted(signal);
  const engine = addon();
  const reader = openReader(sql, 1, options);
  try {
    const fields = await runJob({ signal }, (job) => engine.readerFields(reader, job));
    return fields.map(({ name, type }) => ({ name, type: COLUMN_TYPES[type]! }));
  } finally {
    await engine.closeReader(reader);
  }
}

function openReader(sql: string, batchRows: number, { database, parameters }: QueryOptions): ReaderHandle {
  const engine = addon();
  if (database === undefined) return inEngine(() => engine.openReader(memoryDatabase(), sql, batchRows, parameters));
  // Open as long as readers are: no lock on the file outlives the query.
  const handle = inEngine(() => engine.openDatabase(duckdbSettings(database)));
  try {
    return inEngine(() => engine.openReader(handle, sql, batchRows, parameters));
  } finally {
    engine.release(handle);
  }
}

let opened: DatabaseHandle | undefined;

function memoryDatabase(): DatabaseHandle {
  // The engine gives the database that is open already, unless that one broke down.
  opened = inEngine(() => addon().openDatabase(duckdbSettings()));
  return opened;
}
