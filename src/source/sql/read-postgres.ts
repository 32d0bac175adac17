import type { Row, RowValue } from '../../core/column.ts';
import { Schema } from '../../core/schema.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { Intake } from '../memory/intake.ts';
import { type SpooledSource, spoolSource } from '../memory/spooled-source.ts';
import { bareQuery } from './options.ts';
import { AS_TEXT, PostgresClient } from './postgres-client.ts';
import { checkPostgresOptions, type PostgresOptions } from './postgres-options.ts';
import { type OwnType, ownTypes, type PostgresType, postgresType } from './postgres-types.ts';

/**
 * The rows of a query on a PostgreSQL server: `await readPostgres('SELECT … WHERE day >= $1', { connection, parameters })`.
 * Joins and aggregates run there. The query runs once, now, in a transaction that only reads, and its rows are drawn by a
 * cursor, a batch in memory at a time, into a temporary Arrow file that every pass reads. Needs nothing beside this
 * package.
 *
 * numeric becomes float64, timestamps of any zone UTC microseconds; json, uuid, enums, intervals, times of day, money and
 * addresses become text.
 *
 * @throws MillraceError CONNECTION_FAILED, QUERY_INVALID, COLUMN_TYPE (arrays, bytes, composite types), COLUMN_DUPLICATE,
 *   VALUE_INVALID (a date before the year 1, an infinite time), ROWS_TOO_FEW, COLUMN_MISSING, FILE_UNWRITABLE,
 *   OPTION_UNKNOWN, OPTION_INVALID, ABORTED. None holds the password.
 */
export async function readPostgres(query: string, options: PostgresOptions = {}): Promise<SpooledSource> {
  checkPostgresOptions(query, options);
  const { name = 'postgres', batchRows = DEFAULT_BATCH_ROWS } = options;
  const sql = `SELECT * FROM (${bareQuery(query)}\n) AS result`;
  return spoolSource(name, options, 'readPostgres', async (spool) => {
    const client = await PostgresClient.open(options);
    try {
      const columns = await columnsOf(client, sql, options);
      const types = Object.fromEntries(
        columns.map((column) => [column.name, options.types?.[column.name] ?? column.type]),
      );
      const intake = new Intake(spool, batchRows, types);
      for await (const rows of drawn(client, sql, options)) await intake.add(rows.map((row) => rowOf(row, columns)));
      await intake.finish();
      return columns.map((column) => ({ name: column.name, type: types[column.name]! }));
    } finally {
      await client.close();
    }
  });
}

type TextRow = readonly (string | null)[];
type Columns = readonly (PostgresType & { readonly name: string })[];

async function columnsOf(client: PostgresClient, sql: string, { parameters }: PostgresOptions): Promise<Columns> {
  const { fields } = await client.query(`${sql} LIMIT 0`, parameters);
  const described = fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID }));
  const unknown = ownTypes(described);
  const own: OwnType[] = [];
  if (unknown.length > 0) {
    const asked = 'SELECT oid, typname, typtype, typcategory FROM pg_catalog.pg_type WHERE oid = ANY($1::oid[])';
    for (const [oid, name, kind, category] of (await client.query(asked, [unknown])).rows) {
      own.push({ oid: Number(oid), name: name!, kind: kind!, category: category! });
    }
  }
  const columns = described.map((field) => ({ name: field.name, ...postgresType(field, own) }));
  new Schema(columns.map(({ name, type }) => ({ name, type, role: 'numeric' }))); // Names that repeat are found now.
  return columns;
}

async function* drawn(
  client: PostgresClient,
  sql: string,
  { parameters, batchRows = DEFAULT_BATCH_ROWS }: PostgresOptions,
): AsyncGenerator<TextRow[]> {
  const { default: Cursor } = await import('pg-cursor');
  const values = parameters as unknown[] | undefined;
  const cursor = client.submit(new Cursor<TextRow>(sql, values, { rowMode: 'array', types: AS_TEXT }));
  for (;;) {
    const rows = await client.guard(() => cursor.read(batchRows));
    if (rows.length === 0) return;
    yield rows;
  }
}

function rowOf(values: TextRow, columns: Columns): Row {
  const row: Record<string, RowValue> = {};
  for (const [i, { name, parse }] of columns.entries()) {
    const value = values[i]!;
    row[name] = value === null ? null : parse(value);
  }
  return row;
}
