import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterEach, describe, expect, test } from 'vitest';
import { readSql, type Source } from '../../../src/index.ts';
import { faultOf } from '../../support/fault.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const scratch = path.join(folder, 'tmp');
mkdirSync(scratch);
process.env.TMPDIR = scratch;
const shop = path.join(folder, 'shop.db');
make(shop, (database) => {
  database.exec(
    'CREATE TABLE t (id INTEGER PRIMARY KEY, price REAL, name TEXT, day DATE, at TIMESTAMP, paid BOOLEAN, big BIGINT, any, mixed)',
  );
  const insert = database.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  database.exec('BEGIN');
  for (let i = 0; i < 30_000; i++) {
    insert.run([
      i,
      i % 5 === 0 ? null : i / 2,
      `grün ${i % 3}`,
      `2021-02-0${1 + (i % 9)}`,
      `2021-02-01 10:00:${String(i % 60).padStart(2, '0')}`,
      i % 2,
      2n ** 62n + BigInt(i),
      i % 2 === 0 ? i : i + 0.5,
      i < 25_000 ? 1 : 'many',
    ]);
  }
  database.exec('COMMIT');
  insert.finalize();
  database.exec("CREATE TABLE b (x BLOB); INSERT INTO b VALUES (x'00ff')");
  database.exec("CREATE TABLE bad (x TEXT); INSERT INTO bad VALUES (CAST(x'ff41' AS TEXT))");
});

function make(file: string, fill: (database: InstanceType<typeof sqlite.Database>) => void): void {
  const database = new sqlite.Database(file);
  fill(database);
  database.close();
}

const everyRow = (source: Source) => source.rows(1_000_000);

// Threads end and their folders go.
afterEach(() => expect.poll(() => readdirSync(scratch)).toEqual([]));

describe('a query on an SQLite file', () => {
  test('gives declared types, whole 64-bit integers and text', async () => {
    const source = await readSql('SELECT id, price, name, day, at, paid, big, "any", id * 2 AS twice FROM t', {
      database: shop,
    });
    expect(Object.fromEntries(source.schema.fields.map(({ name, type }) => [name, type]))).toEqual({
      id: 'int64',
      price: 'float64',
      name: 'utf8',
      day: 'date32',
      at: 'timestamp_us',
      paid: 'boolean',
      big: 'int64',
      any: 'float64',
      twice: 'int64',
    });
    expect(source.rowCount).toBe(30_000);
    const rows = await everyRow(source);
    expect(rows[29_999]).toEqual({
      id: 29_999n,
      price: 14_999.5,
      name: 'grün 2',
      day: new Date('2021-02-03'),
      at: new Date('2021-02-01T10:00:59Z'),
      paid: true,
      big: 2n ** 62n + 29_999n,
      any: 29_999.5,
      twice: 59_998n,
    });
    expect(rows[5]!.price).toBeNull();
  });

  test('repeats a query in a total order, in any batches', async () => {
    const source = await readSql('SELECT id, name FROM t', { database: shop, orderBy: ['-id'], batchRows: 7000 });
    expect(source.rowCount).toBeUndefined(); // beyond the sample
    const ids: number[] = [];
    for await (const batch of source.scan({ columns: ['id'], batchRows: 999 })) {
      expect([...batch.columns.keys()]).toEqual(['id']);
      ids.push(...batch.rowIds);
    }
    expect(ids).toEqual(Array.from({ length: 30_000 }, (_, i) => i));
    expect((await source.rows(2)).map(({ id }) => id)).toEqual([29_999n, 29_998n]);
    const ties = await faultOf(() => readSql('SELECT name FROM t', { database: shop, orderBy: ['name'] }));
    expect(ties.code).toBe('OPTION_INVALID');
  });

  test('takes parameters', async () => {
    const named = await readSql("SELECT id FROM t WHERE id = :id AND name <> ':no' -- ?", {
      database: shop,
      parameters: { id: 7 },
    });
    expect(await everyRow(named)).toEqual([{ id: 7n }]);
    const placed = await readSql('SELECT id FROM t WHERE id IN (?, ?) ORDER BY id', {
      database: shop,
      parameters: [3, 4n],
    });
    expect((await everyRow(placed)).length).toBe(2);
    for (const [sql, parameters] of [
      ['SELECT :a AS a', { b: 1 }],
      ['SELECT ? AS a', []],
      ['SELECT 1 AS a', [1]],
      ['SELECT $a AS a', { a: 1, b: 2 }],
    ] as const) {
      expect((await faultOf(() => readSql(sql, { database: shop, parameters }))).code).toBe('OPTION_INVALID');
    }
  });

  test('is read from a read-only folder, and with a write-ahead log', async () => {
    const place = path.join(folder, 'locked');
    mkdirSync(place);
    const log = path.join(place, 'log.db');
    const database = new sqlite.Database(path.join(folder, 'log.db'));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE w (a)');
    database.exec('PRAGMA wal_autocheckpoint = 0; INSERT INTO w VALUES (1), (2), (3)');
    expect(existsSync(path.join(folder, 'log.db-wal'))).toBe(true);
    copyFileSync(path.join(folder, 'log.db'), log);
    copyFileSync(path.join(folder, 'log.db-wal'), `${log}-wal`);
    database.close();
    chmodSync(place, 0o555);
    try {
      expect(await (await readSql('SELECT a FROM w', { database: log })).count()).toBe(3);
      expect(readdirSync(place).sort()).toEqual(['log.db', 'log.db-wal']);
    } finally {
      chmodSync(place, 0o755);
    }
  });

  test('stops on a signal, also before the first row', async () => {
    const begun = performance.now();
    const signal = AbortSignal.timeout(200);
    const fault = await faultOf(() => readSql('SELECT count(*) AS n FROM t a, t b, t c', { database: shop, signal }));
    expect(fault.code).toBe('ABORTED');
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  test.each([
    ['SELECT x FROM b', 'COLUMN_TYPE', /'x'/],
    ['SELECT x FROM bad', 'ENCODING_INVALID', /'x'/],
    ['SELECT nothing FROM t', 'QUERY_INVALID', /nothing/],
    ['DELETE FROM t', 'QUERY_INVALID', /syntax/],
    ['SELECT 1 AS a, 2 AS a', 'COLUMN_DUPLICATE', /'a'/],
    ['SELECT id FROM t WHERE 0', 'ROWS_TOO_FEW', /no rows/],
    ['SELECT mixed FROM t', 'VALUE_INVALID', /row 25000.*'many'/],
  ] as const)('%s is %s', async (sql, code, message) => {
    const fault = await faultOf(() => readSql(sql, { database: shop }));
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(fault.remedy).toBeTruthy();
  });

  test('a torn or UTF-16 file, and one in the middle of a change, are told', async () => {
    const torn = path.join(folder, 'torn.db');
    copyFileSync(shop, torn);
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(shop);
    writeFileSync(torn, bytes.subarray(0, 100_000));
    expect((await faultOf(() => readSql('SELECT * FROM t', { database: torn }))).code).toBe('FILE_UNREADABLE');
    const wide = path.join(folder, 'wide.db');
    const other = Buffer.from(bytes);
    other[59] = 2;
    writeFileSync(wide, other);
    expect((await faultOf(() => readSql('SELECT * FROM t', { database: wide }))).message).toMatch(/UTF-16/);
    // A new file whose first page, which tells the encoding, is in the write-ahead log alone.
    const logged = path.join(folder, 'logged.db');
    other[59] = 0;
    writeFileSync(logged, other);
    const header = Buffer.alloc(32);
    header.writeUInt32BE(4096, 8);
    header.write('new salt', 16, 'latin1');
    const frames = [
      { page: 2, salt: 'new salt', encoding: 3 },
      { page: 1, salt: 'new salt', encoding: 2 },
      { page: 1, salt: 'old salt', encoding: 1 },
    ].map(({ page, salt, encoding }) => {
      const frame = Buffer.alloc(24 + 4096);
      frame.writeUInt32BE(page, 0);
      frame.write(salt, 8, 'latin1');
      frame[24 + 59] = encoding;
      return frame;
    });
    writeFileSync(`${logged}-wal`, Buffer.concat([header, ...frames]));
    expect((await faultOf(() => readSql('SELECT * FROM t', { database: logged }))).message).toMatch(/UTF-16/);
    const left = path.join(folder, 'left.db');
    copyFileSync(shop, left);
    writeFileSync(`${left}-journal`, Buffer.from('d9d505f920a163d7', 'hex'));
    expect((await faultOf(() => readSql('SELECT * FROM t', { database: left }))).message).toMatch(/middle of a change/);
  });
});
