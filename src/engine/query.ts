import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { COLUMN_TYPES, type ColumnType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { Column } from './column.ts';
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

let library: string | undefined;

function database(): DatabaseHandle {
  library ??= libraryPath();
  // The engine gives the database that is open already, unless that one broke down.
  opened = inEngine(() =>
    addon().openDatabase({
      libraryPath: library!,
      tempPath: path.join(os.tmpdir(), `millrace-duckdb-${process.pid}`),
      threads: 0,
      memoryBytes: 0,
    }),
  );
  return opened;
}

/** The shared library inside the package that @duckdb/node-api installs for this platform. */
function libraryPath(): string {
  const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'libduckdb.dylib', win32: 'duckdb.dll' };
  const platform = `${process.platform}-${process.arch}`;
  // From @duckdb/node-api's own place: that is where its dependencies were installed.
  const own = createRequire(import.meta.url);
  const require = createRequire(createRequire(own.resolve('@duckdb/node-api')).resolve('@duckdb/node-bindings'));
  for (const suffix of ['', '-musl']) {
    try {
      const manifest = require.resolve(`@duckdb/node-bindings-${platform}${suffix}/package.json`);
      const file = path.join(path.dirname(manifest), names[process.platform] ?? 'libduckdb.so');
      if (existsSync(file)) return file;
    } catch {
      // The other C library's package may be the one that is installed.
    }
  }
  throw new MillraceError('ENGINE_UNAVAILABLE', `DuckDB's library for ${platform} is not installed`, {
    remedy: 'reinstall without omitting optional dependencies',
  });
}
