import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, test } from 'vitest';
import { keep, logisticRegression, MillraceError, pipeline, read, readSql, type Source } from '../../../src/index.ts';
import { faultOf } from '../../support/fault.ts';
import { file, temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
process.env.TMPDIR = folder;
const orders = path.join(folder, 'orders.duckdb');
await fill(orders, [
  'CREATE TABLE orders AS SELECT i AS id, i % 7 AS customer, (i * 37 % 1000) / 10.0 AS amount FROM range(5000) t(i)',
  "CREATE TABLE customers AS SELECT i AS customer, 'c' || i AS name, DATE '2020-01-01' + i::INT AS since FROM range(7) t(i)",
]);
const notes = file(folder, 'notes.csv', 'customer,note\n1,good\n2,late\n');

async function fill(database: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

async function everyRow(source: Source) {
  return source.rows(1_000_000);
}

function openFiles(name: string): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes(name);
    } catch {
      return false;
    }
  }).length;
}

afterEach(() => expect.poll(() => openFiles('orders.duckdb')).toBe(0));

describe('a query on a DuckDB file', () => {
  test('joins and aggregates before rows stream', async () => {
    const source = await readSql(
      'SELECT name, since, count(*) AS orders, sum(amount) AS total FROM orders JOIN customers USING (customer) GROUP BY ALL;',
      { database: orders },
    );
    expect(source.schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['name', 'utf8'],
      ['since', 'date32'],
      ['orders', 'int64'],
      ['total', 'float64'],
    ]);
    expect(source.rowCount).toBe(7);
    const rows = await everyRow(source);
    const one = rows.find(({ name }) => name === 'c1')!;
    expect(one.since).toEqual(new Date('2020-01-02'));
    const expected = Array.from({ length: 5000 }, (_, i) => i).filter((i) => i % 7 === 1);
    expect(one.orders).toBe(BigInt(expected.length));
    expect(one.total).toBeCloseTo(
      expected.reduce((sum, i) => sum + ((i * 37) % 1000) / 10, 0),
      6,
    );
  });

  test('gives the rows of an unordered query in the same order at every pass', async () => {
    const source = await readSql('SELECT DISTINCT amount, id FROM orders', { database: orders });
    const first = await everyRow(source);
    expect(first.length).toBe(5000);
    for (let pass = 0; pass < 3; pass++) expect(await everyRow(source)).toEqual(first);
  });

  test('takes parameters by position and by name', async () => {
    const at = { database: orders };
    const byPosition = await readSql('SELECT id FROM orders WHERE id >= ? AND id < ? ORDER BY id LIMIT ?', {
      ...at,
      parameters: [10, 20n, 3],
    });
    expect((await everyRow(byPosition)).map(({ id }) => id)).toEqual([10n, 11n, 12n]);
    const byName = await readSql(
      'SELECT name FROM customers WHERE since >= $since AND name <> $name AND $flag AND $none IS NULL ORDER BY name',
      { ...at, parameters: { since: new Date('2020-01-05'), name: "c'4", flag: true, none: null } },
    );
    expect((await everyRow(byName)).map(({ name }) => name)).toEqual(['c4', 'c5', 'c6']);
    expect((await faultOf(() => readSql('SELECT $a AS a', { ...at, parameters: {} }))).code).toBe('OPTION_INVALID');
    const extra = await faultOf(() => readSql('SELECT id FROM orders', { ...at, parameters: { b: 1 } }));
    expect(extra.message).toContain('$b');
  });

  test('repeats a query in a stated total order, and keeps nothing on disk', async () => {
    const before = openFiles('.spool');
    const source = await readSql('SELECT id, amount, customer FROM orders', {
      database: orders,
      orderBy: ['customer', '-id'],
    });
    expect(openFiles('.spool')).toBe(before);
    expect(source.rowCount).toBe(5000);
    const rows = await source.rows(3);
    expect(rows.map(({ customer, id }) => [customer, id])).toEqual([
      [0n, 4998n],
      [0n, 4991n],
      [0n, 4984n],
    ]);
    const again = await readSql('SELECT id, amount, customer FROM orders', {
      database: orders,
      orderBy: ['customer', '-id'],
    });
    expect(again.reader.origin).toBe(source.reader.origin);
    const ties = await faultOf(() => readSql('FROM orders', { database: orders, orderBy: ['customer'] }));
    expect(ties.code).toBe('OPTION_INVALID');
    expect(ties.message).toMatch(/leaves 71\d rows in no order/);
    const unknown = await faultOf(() => readSql('FROM orders', { database: orders, orderBy: ['custom'] }));
    expect(unknown.code).toBe('COLUMN_MISSING');
  });

  test('a database that changed under a repeated query is an error', async () => {
    const changing = path.join(folder, 'changing.duckdb');
    await fill(changing, ['CREATE TABLE t AS SELECT range AS a FROM range(100)']);
    const source = await readSql('SELECT a FROM t ORDER BY a', { database: changing, repeatable: true });
    expect((await everyRow(source)).length).toBe(100);
    await fill(changing, ['INSERT INTO t VALUES (1000)']); // the source left it unlocked
    expect((await faultOf(() => everyRow(source))).code).toBe('SOURCE_CHANGED');
  });

  test('leaving early stops the query and closes the file', async () => {
    const source = await readSql('SELECT a.id FROM orders a, orders b ORDER BY ALL LIMIT 400000', {
      database: orders,
      repeatable: true,
    });
    for await (const batch of source.scan({ batchRows: 10 })) {
      expect(batch.length).toBe(10);
      break;
    }
    const signal = AbortSignal.timeout(50);
    const slow = faultOf(() =>
      readSql('SELECT count(*) AS n FROM orders a, orders b, orders c', { database: orders, signal }),
    );
    expect((await slow).code).toBe('ABORTED');
  });

  test('is only read', async () => {
    for (const sql of [
      'INSERT INTO orders VALUES (1, 2, 3)',
      'DROP TABLE orders',
      'SELECT 1) ; DROP TABLE orders; (SELECT 1',
    ]) {
      expect((await faultOf(() => readSql(sql, { database: orders }))).code).toBe('QUERY_INVALID');
    }
    expect(await (await readSql('FROM orders', { database: orders })).count()).toBe(5000);
  });

  test('a model is trained on it', async () => {
    const source = await readSql(
      "SELECT amount, CASE WHEN amount > 50 THEN 'high' ELSE 'low' END AS level FROM orders",
      { database: orders },
    );
    const model = await pipeline(keep(['amount']), logisticRegression()).fit(source, { target: 'level' });
    const report = await model.evaluate(source, { trainedRows: 'allow' });
    expect(report.metrics.accuracy).toBeGreaterThan(0.95);
  });
});

test('a query over files joins them', async () => {
  const parts = file(folder, 'parts.csv', 'customer,amount\n1,10\n1,20\n2,5\n3,1\n');
  const source = await readSql(
    `SELECT note, sum(amount)::DOUBLE AS total FROM '${parts}' JOIN '${notes}' USING (customer) GROUP BY note`,
    { types: { total: 'float32' }, roles: { note: 'text' }, name: 'joined' },
  );
  expect(source.name).toBe('joined');
  expect(source.schema.field('total').type).toBe('float32');
  expect(source.schema.field('note').role).toBe('text');
  const rows = await everyRow(source);
  expect(new Map(rows.map(({ note, total }) => [note, total]))).toEqual(
    new Map([
      ['good', 30],
      ['late', 5],
    ]),
  );
});

test.each([
  ['SELECT FROM WHERE', 'QUERY_INVALID', /syntax error/],
  ['SELECT nothing FROM orders', 'QUERY_INVALID', /nothing/],
  ['SELECT * FROM nowhere', 'QUERY_INVALID', /nowhere/],
  ["SELECT 'ab'::BLOB AS bytes", 'COLUMN_TYPE', /'bytes' is of type BLOB/],
  ['SELECT [1, 2] AS list', 'COLUMN_TYPE', /'list'/],
  ['SELECT 1 AS a, 2 AS a', 'COLUMN_DUPLICATE', /'a'/],
  ['SELECT id FROM orders WHERE id < 0', 'ROWS_TOO_FEW', /no rows/],
  ["SELECT 'x'::INT AS a", 'VALUE_INVALID', /"x"/],
  ["SELECT * FROM 'not-there.parquet'", 'FILE_MISSING', /not-there/],
  ['  ', 'OPTION_INVALID', /query as text/],
] as const)('%s is %s', async (sql, code, message) => {
  const fault = await faultOf(() => readSql(sql, { database: orders }));
  expect(fault.code).toBe(code);
  expect(fault.message).toMatch(message);
  expect(fault.remedy).toBeTruthy();
});

test('files that are no database', async () => {
  const text = file(folder, 'text.duckdb', 'this is text, and long enough to have sixteen bytes');
  expect((await faultOf(() => readSql('SELECT 1', { database: text }))).code).toBe('FILE_UNREADABLE');
  const torn = path.join(folder, 'torn.duckdb');
  const whole = await import('node:fs').then(({ readFileSync }) => readFileSync(orders));
  writeFileSync(torn, whole.subarray(0, 6000));
  const fault = await faultOf(() => readSql('FROM orders', { database: torn }));
  expect(fault.code).toBe('FILE_UNREADABLE');
  expect(fault).toBeInstanceOf(MillraceError);
  expect((await faultOf(() => readSql('SELECT 1', { database: path.join(folder, 'none.db') }))).code).toBe(
    'FILE_MISSING',
  );
  expect((await faultOf(() => read(orders))).code).toBe('FILE_UNREADABLE');
});
