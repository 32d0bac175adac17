import type { Role } from '../../core/schema.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { releaseBatch } from '../batch.ts';
import { expectUnchanged, type FileIdentity } from '../files/paths.ts';
import { expectColumns, expectRows } from '../memory/options.ts';
import { spoolSource } from '../memory/spooled-source.ts';
import { inferRoles } from '../roles.ts';
import { Source } from '../source.ts';
import { findDatabase } from './database-file.ts';
import { DuckDBQuery } from './duckdb-query.ts';
import { checkSqlOptions, type SqlOptions } from './options.ts';
import { QueryReader } from './query-reader.ts';
import { readSqlite } from './read-sqlite.ts';

/**
 * The rows of an SQL query: over files (`SELECT … FROM 'orders/*.parquet' JOIN 'customers.csv' USING (id)`), or over the
 * tables of a DuckDB or SQLite file, which is opened to be read only. Joins and aggregates run in the database; rows
 * stream. Without `orderBy` or `repeatable` the query runs once, now, and its rows lie in a temporary Arrow file from then
 * on: an unordered query may give another order each time.
 *
 * Decimals and 128-bit integers are read as float64; enums, UUIDs, times of day and intervals as text. SQLite's values
 * have the declared type of their column where they fit it, else that of the values.
 *
 * @throws MillraceError QUERY_INVALID, FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, COLUMN_TYPE (bytes and nested types),
 *   COLUMN_MISSING, COLUMN_DUPLICATE, VALUE_INVALID, ENCODING_INVALID, ROWS_TOO_FEW, FILE_UNWRITABLE (no room for the
 *   temporary file), OPTION_UNKNOWN, OPTION_INVALID, ABORTED. Scans throw SOURCE_CHANGED when the database changed.
 */
export async function readSql(query: string, options: SqlOptions = {}): Promise<Source> {
  checkSqlOptions(query, options);
  throwIfAborted(options.signal);
  const database = options.database === undefined ? undefined : await findDatabase(options.database);
  const name = options.name ?? options.database ?? 'query';
  if (database?.kind === 'sqlite') return readSqlite(name, query, database.identity, options);
  const planned = await DuckDBQuery.plan(name, query, options);
  if (options.orderBy !== undefined) await planned.expectTotalOrder(options.orderBy, options);
  if (options.orderBy !== undefined || options.repeatable) {
    return repeated(planned, query, database?.identity, options);
  }
  return spooled(planned, database?.identity, options);
}

async function repeated(
  query: DuckDBQuery,
  text: string,
  database: FileIdentity | undefined,
  options: SqlOptions,
): Promise<Source> {
  const key = [text, options.parameters ?? null, options.orderBy ?? null];
  const readerOf = (roles: ReadonlyMap<string, Role>, rowCount?: number) =>
    new QueryReader(query, database, key, roles, options.batchRows, rowCount);
  const plain = readerOf(new Map());
  expectColumns(plain.schema.names, options, 'readSql');
  const roles = await inferRoles(plain, { signal: options.signal });
  expectRows(plain);
  for (const [column, role] of Object.entries(options.roles ?? {})) roles.set(column, role);
  return new Source(readerOf(roles, plain.rowCount));
}

async function spooled(query: DuckDBQuery, database: FileIdentity | undefined, options: SqlOptions): Promise<Source> {
  const { batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  const files = database === undefined ? [] : [database];
  return spoolSource(query.name, options, 'readSql', async (spool) => {
    for await (const batch of query.stream([...query.columns.keys()], { batchRows, signal })) {
      const columns = new Map(query.columns.map(({ name }, i) => [name, batch.columns[i]!]));
      const data = new Map([...columns].map(([name, column]) => [name, column.data]));
      await spool.append({ length: batch.rowCount, columns: data });
      releaseBatch({ length: batch.rowCount, rowIds: new Float64Array(0), columns });
    }
    await expectUnchanged(files);
    return query.columns.map(({ name, type }) => ({ name, type }));
  });
}
