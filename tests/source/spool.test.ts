import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { tableFromArrays } from 'apache-arrow';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Row } from '../../src/core/column.ts';
import { fromBatches } from '../../src/source/memory/from-batches.ts';
import { fromRows } from '../../src/source/memory/from-rows.ts';
import { rowsOfBatch } from '../../src/source/row-values.ts';
import type { Source } from '../../src/source/source.ts';
import { smsLike } from './sms-like.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-spool-'));
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rowsOf(source: Source, options = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of source.scan(options)) rows.push(...rowsOfBatch(batch));
  return rows;
}

async function* inPieces(rows: readonly Row[], size: number) {
  for (let begin = 0; begin < rows.length; begin += size) {
    await setTimeout(0);
    yield rows.slice(begin, begin + size);
  }
}

/** Spools that this process holds open. */
function openSpools(): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('.spool');
    } catch {
      return false;
    }
  }).length;
}

// Disposing does not wait for the system to close the file.
afterEach(() => expect.poll(openSpools).toBe(0));

const rows = smsLike(500);

test('a stream of rows is read once, and gives the rows of an array again and again', async () => {
  const expected = await rowsOf(await fromRows(rows));
  for (const [size, batchRows] of [
    [1, 100],
    [7, 16],
    [500, 33],
    [100, undefined],
  ] as const) {
    using source = await fromBatches(inPieces(rows, size), { batchRows });
    expect(source.rowCount).toBe(500);
    expect(source.schema).toEqual((await fromRows(rows)).schema);
    expect(await rowsOf(source)).toEqual(expected);
    expect(await rowsOf(source, { batchRows: 10 })).toEqual(expected);
    const [a, b] = await Promise.all([rowsOf(source), rowsOf(source, { columns: ['label'] })]);
    expect(a).toEqual(expected);
    expect(b).toEqual(expected.map(({ label }) => ({ label })));
    const { test, train } = await source.split({ test: 0.2, stratify: 'label' });
    expect((await rowsOf(test)).length + (await rowsOf(train)).length).toBe(500);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('columns that come late and whole numbers before fractions fit together', async () => {
  const given: Row[] = [{ a: 1, gone: null }, { a: 2 }, { a: 2.5, b: 'x' }, { a: null, b: 'y', c: true }];
  using source = await fromBatches(inPieces(given, 1), { batchRows: 1 });
  expect(source.schema.fields.map(({ name, type }) => [name, type])).toEqual([
    ['a', 'float64'],
    ['gone', 'utf8'],
    ['b', 'utf8'],
    ['c', 'boolean'],
  ]);
  expect(await rowsOf(source)).toEqual([
    { a: 1, gone: null, b: null, c: null },
    { a: 2, gone: null, b: null, c: null },
    { a: 2.5, gone: null, b: 'x', c: null },
    { a: null, gone: null, b: 'y', c: true },
  ]);
});

test('a stream of record batches', async () => {
  const batches = [0, 1, 2].map(
    (i) => tableFromArrays({ x: Float64Array.of(i, i + 0.5), s: [`a${i}`, null] }).batches[0]!,
  );
  using source = await fromBatches(batches, { name: 'stream', batchRows: 1 });
  expect(source.name).toBe('stream');
  expect(await rowsOf(source)).toEqual(
    [0, 1, 2].flatMap((i) => [
      { x: i, s: `a${i}` },
      { x: i + 0.5, s: null },
    ]),
  );
});

test.each<[string, () => Iterable<unknown> | AsyncIterable<unknown>, object, object]>([
  ['a stream that fails', () => failing(), {}, { message: 'connection lost' }],
  [
    'values that do not fit',
    () => [[{ a: 1 }], [{ a: 2 }, { a: 'x' }]],
    {},
    { code: 'VALUE_INVALID', row: 2, column: 'a' },
  ],
  ['rows and Arrow', () => [[{ a: 1 }], tableFromArrays({ a: [1] }).batches[0]], {}, { code: 'VALUE_INVALID' }],
  ['something else', () => ['rows'], {}, { code: 'VALUE_INVALID', value: 'rows' }],
  [
    'batches of two schemas',
    () => [tableFromArrays({ a: [1.5] }).batches[0], tableFromArrays({ a: ['x'] }).batches[0]],
    {},
    { code: 'COLUMN_TYPE', column: 'a' },
  ],
  ['no rows', () => [[]], {}, { code: 'ROWS_TOO_FEW' }],
  ['an unknown option', () => [[{ a: 1 }]], { batchrows: 1 }, { code: 'OPTION_UNKNOWN' }],
  ['a role for no column', () => [[{ a: 1 }]], { roles: { b: 'text' } }, { code: 'COLUMN_MISSING' }],
])('refuses %s, and leaves no file', async (_, batches, options, error) => {
  await expect(fromBatches(batches() as Iterable<Row[]>, options)).rejects.toMatchObject(error);
  expect(readdirSync(folder)).toEqual([]);
  expect(openSpools()).toBe(0);
});

async function* failing() {
  yield [{ a: 1 }];
  throw new Error('connection lost');
}

test('an abort does not wait for a stream that hangs, and tells it to stop', async () => {
  const stop = new AbortController();
  let isClosed = false;
  const hanging = {
    count: 0,
    [Symbol.asyncIterator]() {
      return this;
    },
    next(): Promise<IteratorResult<Row[]>> {
      if (this.count++ < 3) return Promise.resolve({ done: false, value: [{ a: 1 }] });
      setImmediate(() => stop.abort());
      return new Promise(() => undefined);
    },
    return(): Promise<IteratorResult<Row[]>> {
      isClosed = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  await expect(fromBatches(hanging, { signal: stop.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(isClosed).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
  expect(openSpools()).toBe(0);
});

test('a disposed source says so, and its file is gone', async () => {
  const source = await fromBatches(inPieces(rows, 50), { batchRows: 50 });
  const filtered = source.filter((c) => c.column('length').gt(0));
  const scan = source.scan()[Symbol.asyncIterator]();
  await scan.next();
  source[Symbol.dispose]();
  source[Symbol.dispose]();
  await expect(scan.next()).rejects.toMatchObject({ code: 'CLOSED' });
  await expect(rowsOf(filtered)).rejects.toMatchObject({ code: 'CLOSED' });
});

test('a process that is killed leaves no file', () => {
  const module = path.resolve(import.meta.dirname, '../../src/source/memory/from-batches.ts');
  const script = `
    import { fromBatches } from ${JSON.stringify(module)};
    await fromBatches([[{ a: 1 }], [{ a: 2 }]]);
    process.kill(process.pid, 'SIGKILL');
  `;
  const run = () =>
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR: folder },
      stdio: 'ignore',
    });
  expect(run).toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
  expect(readdirSync(folder).filter((name) => name.endsWith('.spool'))).toEqual([]);
});
