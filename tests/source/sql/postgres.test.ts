import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  keep,
  logisticRegression,
  type PostgresOptions,
  pipeline,
  readPostgres,
  type Source,
} from '../../../src/index.ts';
import { faultOf } from '../../support/fault.ts';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../../support/postgres.ts';

const missing = whyNoPostgres();

if (missing !== undefined) test('a query on a PostgreSQL server', (context) => context.skip(missing));

describe.skipIf(missing !== undefined)('a query on a PostgreSQL server', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    await server.run(
      "CREATE TYPE mood AS ENUM ('calm', 'cross')",
      'CREATE DOMAIN percent AS numeric CHECK (value <= 100)',
      `CREATE TABLE visits AS SELECT i AS id, i % 7 AS customer, (i * 37 % 1000) / 10.0 AS amount,
         TIMESTAMPTZ '2024-03-01 12:00:00.25+05:30' + i * interval '1 minute' AS at FROM generate_series(0, 19999) AS t(i)`,
      `CREATE TABLE kinds (yes boolean, small smallint, whole integer, big bigint, single real, double double precision,
         exact numeric(30, 10), day date, local timestamp, zoned timestamptz, doc json, docb jsonb, key uuid, name text,
         code varchar(9), pad char(4), feel mood, share percent, took interval, clock time)`,
      `INSERT INTO kinds VALUES
         (true, -1, 2, 9007199254740993, 0.5, 0.1, 123456789.0123456789, '2024-02-29', '2024-02-29 23:59:59.123456',
          '2024-02-29 23:59:59.5+02', '{"a": 1}', '{"a":1}', '6f2c1c1e-0000-4000-8000-000000000001', 'grün', 'c', 'p',
          'cross', 99.5, '1 day 02:00', '10:11:12'),
         (false, NULL, NULL, NULL, 'NaN', 'Infinity', 'NaN', NULL, NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL,
          NULL, NULL)`,
    );
  }, 120_000);
  afterAll(() => server?.stop());

  const open = (sql: string, options: PostgresOptions = {}): Promise<Source> =>
    readPostgres(sql, { connection: server.local, ...options });

  test('joins and aggregates there, in one state of the database', async () => {
    const source = await open(
      'SELECT customer, count(*) AS visits, sum(amount) AS total, max(at) AS last FROM visits WHERE id >= $1 GROUP BY customer;',
      { parameters: [7], name: 'totals' },
    );
    expect(source.name).toBe('totals');
    expect(source.schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['customer', 'int32'],
      ['visits', 'int64'],
      ['total', 'float64'],
      ['last', 'timestamp_us'],
    ]);
    const rows = await source.rows(100);
    expect(rows.length).toBe(7);
    const expected = Array.from({ length: 20_000 }, (_, i) => i).filter((i) => i >= 7 && i % 7 === 3);
    const three = rows.find(({ customer }) => customer === 3)!;
    expect(three.visits).toBe(BigInt(expected.length));
    expect(three.total).toBeCloseTo(
      expected.reduce((sum, i) => sum + ((i * 37) % 1000) / 10, 0),
      5,
    );
    expect(three.last).toEqual(new Date(Date.UTC(2024, 2, 1, 6, 30, 0, 250) + expected.at(-1)! * 60_000));
    expect(await source.rows(100)).toEqual(rows);
  });

  test('gives every type as its column', async () => {
    const source = await open('SELECT * FROM kinds');
    expect(source.schema.fields.map(({ type }) => type)).toEqual([
      ...[
        'boolean',
        'int16',
        'int32',
        'int64',
        'float32',
        'float64',
        'float64',
        'date32',
        'timestamp_us',
        'timestamp_us',
      ],
      ...['utf8', 'utf8', 'utf8', 'utf8', 'utf8', 'utf8', 'utf8', 'float64', 'utf8', 'utf8'],
    ]);
    const [first, second] = await source.rows();
    expect(first).toEqual({
      yes: true,
      small: -1,
      whole: 2,
      big: 9007199254740993n,
      single: 0.5,
      double: 0.1,
      exact: Number('123456789.0123456789'),
      day: new Date('2024-02-29'),
      local: new Date('2024-02-29T23:59:59.123Z'),
      zoned: new Date('2024-02-29T21:59:59.500Z'),
      doc: '{"a": 1}',
      docb: '{"a": 1}',
      key: '6f2c1c1e-0000-4000-8000-000000000001',
      name: 'grün',
      code: 'c',
      pad: 'p   ',
      feel: 'cross',
      share: 99.5,
      took: '1 day 02:00:00',
      clock: '10:11:12',
    });
    expect(second).toMatchObject({
      yes: false,
      small: null,
      single: null,
      double: Infinity,
      exact: null,
      name: '',
      took: null,
    });
    for await (const batch of source.scan({ columns: ['local'] })) {
      expect(batch.columns.get('local')!.data.values[0]).toBe(
        BigInt(Date.UTC(2024, 1, 29, 23, 59, 59)) * 1000n + 123_456n,
      );
    }
  });

  test('draws rows by a cursor, in batches', async () => {
    const source = await open('SELECT * FROM visits ORDER BY id', { batchRows: 999, types: { amount: 'float32' } });
    expect(source.rowCount).toBe(20_000);
    expect(source.schema.field('amount').type).toBe('float32');
    const sizes: number[] = [];
    for await (const batch of source.scan()) sizes.push(batch.length);
    expect(sizes.slice(0, -1).every((size) => size === 999)).toBe(true);
    const levels = await open("SELECT amount, CASE WHEN amount > 50 THEN 'high' ELSE 'low' END AS level FROM visits");
    const model = await pipeline(keep(['amount']), logisticRegression()).fit(levels, { target: 'level' });
    expect((await model.evaluate(levels, { trainedRows: 'allow' })).metrics.accuracy).toBeGreaterThan(0.95);
  });

  test.each([
    ['SELECT ARRAY[1, 2] AS list', 'COLUMN_TYPE', /'list' is of type int4\[\]/],
    ["SELECT 'ab'::bytea AS bytes", 'COLUMN_TYPE', /'bytes' is of type bytea/],
    ['SELECT ROW(1, 2) AS pair', 'COLUMN_TYPE', /'pair'/],
    ['SELECT 1 AS a, 2 AS a', 'COLUMN_DUPLICATE', /'a'/],
    ['SELECT nothing FROM visits', 'QUERY_INVALID', /nothing/],
    ['SELECT FROM WHERE', 'QUERY_INVALID', /syntax/],
    ['SELECT 1 / (id - 19999) AS x FROM visits', 'QUERY_INVALID', /division by zero/],
    ['DELETE FROM visits', 'QUERY_INVALID', /syntax/],
    ["SELECT nextval('s')", 'QUERY_INVALID', /"s"/],
    ['SELECT id FROM visits WHERE id < 0', 'ROWS_TOO_FEW', /no rows/],
    ["SELECT 'infinity'::timestamptz AS never", 'VALUE_INVALID', /'never'/],
    ['SELECT $1::int AS a', 'QUERY_INVALID', /parameter/],
    [' ', 'OPTION_INVALID', /query as text/],
  ] as const)('%s is %s', async (sql, code, message) => {
    const fault = await faultOf(() => open(sql));
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(fault.remedy).toBeTruthy();
  });

  test('connects by a URL with a password, and never tells it', async () => {
    const { port, user } = server.remote;
    const url = (password: string, database = 'postgres', at = port) =>
      `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${at}/${database}`;
    const source = await open('SELECT count(*) AS n FROM visits', { connection: url(server.password) });
    expect(await source.rows()).toEqual([{ n: 20_000n }]);
    const wrong = 'wr0ng-and-secret';
    const faults = await Promise.all(
      [
        url(wrong),
        url(server.password, 'nowhere'),
        url(wrong, 'postgres', 1),
        `postgres://user:${wrong}@[not-a-host/db`,
        { ...server.remote, password: wrong },
        { ...server.remote, host: 'no-such-host.invalid', password: wrong },
        { ...server.local, host: '/no/such/folder', password: wrong },
      ].map((connection) => faultOf(() => open('SELECT 1 AS a', { connection }))),
    );
    for (const fault of faults) {
      expect(fault.code).toBe('CONNECTION_FAILED');
      expect(fault.remedy).toBeTruthy();
      for (const secret of [wrong, server.password, encodeURIComponent(server.password)]) {
        expect(
          `${fault.message} ${fault.remedy} ${JSON.stringify(fault)} ${fault.stack} ${String(fault.cause)}`,
        ).not.toContain(secret);
      }
    }
    expect(faults[0]!.message).toMatch(/password authentication failed/);
    const odd = await faultOf(() => open('SELECT 1', { connection: `mysql://u:${wrong}@h/db` as string }));
    expect(odd.code).toBe('OPTION_INVALID');
    expect(`${odd.message} ${odd.remedy}`).not.toContain(wrong);
    expect(String(odd.value)).not.toContain(wrong);
    const misspelt = await faultOf(() => open('SELECT 1', { connection: { pasword: wrong } as object }));
    expect(misspelt.code).toBe('OPTION_UNKNOWN');
    expect(JSON.stringify(misspelt)).not.toContain(wrong);
    const port0 = await faultOf(() => open('SELECT 1', { connection: { port: 0, password: wrong } }));
    expect(port0.message).toContain('connection.port');
  });

  test('a signal ends the query here and on the server', async () => {
    const begun = performance.now();
    const signal = AbortSignal.timeout(300);
    const fault = await faultOf(() => open('SELECT pg_sleep(60)::text AS nap, 4711 AS mark', { signal }));
    expect(fault.code).toBe('ABORTED');
    expect(performance.now() - begun).toBeLessThan(10_000);
    await expect
      .poll(
        async () => {
          const source = await open(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%4711 AS mark%' AND pid <> pg_backend_pid()",
          );
          return (await source.rows())[0]!.n;
        },
        { timeout: 10_000 },
      )
      .toBe(0n);
  });

  test('a server that falls silent is told', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const connection = { host: '127.0.0.1', port, user: 'a', database: 'b' };
    const fault = await faultOf(() => open('SELECT 1 AS a', { connection, connectTimeout: 200 }));
    silent.close();
    expect(fault.code).toBe('CONNECTION_FAILED');
  });
});
