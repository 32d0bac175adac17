import type { Role } from '../../core/schema.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { expectUnchanged, type FileIdentity } from '../files/paths.ts';
import { sqlName } from '../files/sql.ts';
import { Intake } from '../memory/intake.ts';
import { expectColumns, expectRows } from '../memory/options.ts';
import { RowTypes } from '../memory/row-types.ts';
import { spoolSource } from '../memory/spooled-source.ts';
import { inferRoles } from '../roles.ts';
import { Source } from '../source.ts';
import { bareQuery, notTotal, orderTerms, type SqlOptions } from './options.ts';
import { openSqliteCursor, type SqliteRows } from './sqlite-cursor.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { declaredTypes, expectOwnNames, rowsByName } from './sqlite-types.ts';

const SAMPLE_ROWS = 20_480;

/** The rows of a query on an SQLite file; see `readSql`. */
export async function readSqlite(
  name: string,
  query: string,
  file: FileIdentity,
  options: SqlOptions,
): Promise<Source> {
  const bare = `SELECT * FROM (${bareQuery(query)}\n)`;
  if (options.orderBy === undefined && !options.repeatable) return spooled(name, bare, file, options);
  const sample = await sampleOf(bare, file, options);
  const names = sample.names ?? [];
  const sql = await ordered(bare, names, file, options);
  const given = { ...declaredTypes(sample.declared, names, sample.rows), ...options.types };
  const types = new RowTypes(given);
  types.add(rowsByName(names, sample.rows, 0), 0);
  const fields = names.map((column) => ({ name: column, type: types.typeOf(column) ?? 'utf8' }));
  expectColumns(names, options, 'readSql');
  const readerOf = (roles: ReadonlyMap<string, Role>, rowCount?: number) =>
    new SqliteReader(name, fields, file, sql, options, roles, rowCount);
  const plain = readerOf(new Map());
  const roles = await inferRoles(plain, { signal: options.signal });
  expectRows(plain);
  for (const [column, role] of Object.entries(options.roles ?? {})) roles.set(column, role);
  return new Source(readerOf(roles, plain.rowCount));
}

async function spooled(name: string, sql: string, file: FileIdentity, options: SqlOptions): Promise<Source> {
  const { batchRows = DEFAULT_BATCH_ROWS } = options;
  return spoolSource(name, options, 'readSql', async (spool) => {
    const cursor = await openSqliteCursor(file.file, sql, options);
    try {
      const { names = [], rows } = await cursor.next(SAMPLE_ROWS);
      expectOwnNames(names);
      const types = { ...declaredTypes(cursor.declared, names, rows), ...options.types };
      const intake = new Intake(spool, batchRows, types);
      let count = 0;
      for (let next: SqliteRows['rows'] = rows; next.length > 0; { rows: next } = await cursor.next(batchRows)) {
        await intake.add(rowsByName(names, next, count));
        count += next.length;
      }
      await expectUnchanged([file]);
      return await intake.finish();
    } finally {
      await cursor.close();
    }
  });
}

async function sampleOf(sql: string, file: FileIdentity, options: SqlOptions) {
  const cursor = await openSqliteCursor(file.file, sql, options);
  try {
    const { names, rows } = await cursor.next(SAMPLE_ROWS);
    expectOwnNames(names ?? []);
    return { names, rows, declared: cursor.declared };
  } finally {
    await cursor.close();
  }
}

/** The query in the stated order, which must leave no two rows equal. */
async function ordered(sql: string, names: readonly string[], file: FileIdentity, options: SqlOptions) {
  const { orderBy } = options;
  if (orderBy === undefined || names.length === 0) return sql;
  const terms = orderTerms(orderBy, names);
  const keys = terms.map((term) => sqlName(term.name)).join(', ');
  const cursor = await openSqliteCursor(
    file.file,
    `SELECT count(*) AS rows FROM (${sql}) GROUP BY ${keys} HAVING count(*) > 1 LIMIT 1`,
    options,
  );
  try {
    const { rows } = await cursor.next(1);
    if (rows.length > 0) throw notTotal(rows[0]![0], orderBy);
  } finally {
    await cursor.close();
  }
  return `${sql} ORDER BY ${terms.map(({ name, direction }) => `${sqlName(name)} ${direction}`).join(', ')}`;
}
