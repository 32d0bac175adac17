import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fromAsyncRows, fromRows, fromStream } from '../../../src/index.ts';
import { writeBatches } from '../../../src/source/files/write.ts';
import { faultOf } from '../../support/fault.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const scratch = path.join(folder, 'tmp');
mkdirSync(scratch);
process.env.TMPDIR = scratch;
afterEach(() => expect(readdirSync(scratch).filter((name) => name.startsWith('millrace-stream'))).toEqual([]));

const rows = Array.from({ length: 3000 }, (_, i) => ({ i, half: i % 3 === 0 ? null : i / 2, s: `s${i % 5}` }));

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('fromStream', () => {
  test.each(['csv', 'tsv', 'jsonl', 'parquet', 'arrow'] as const)('reads %s, whatever the pieces', async (format) => {
    const file = path.join(folder, `rows.${format}`);
    const source = await fromRows(rows);
    await writeBatches(file, source.scan());
    for (const size of [100, 65_536]) {
      using found = await fromStream(inPieces(readFileSync(file), size), { format });
      expect(found.rowCount).toBe(3000);
      expect(await found.rows(3000)).toEqual(await source.rows(3000));
    }
  });

  test('reads the body of an HTTP response', async () => {
    const response = new Response('a,b\n1,x\n2,y\n');
    const source = await fromStream(response.body!, { format: 'csv', roles: { b: 'text' } });
    expect(await source.rows()).toEqual([
      { a: 1n, b: 'x' },
      { a: 2n, b: 'y' },
    ]);
    expect(source.schema.field('b').role).toBe('text');
  });

  test('speaks of the stream, passes its errors on, and leaves nothing', async () => {
    const text = (content: string) => inPieces(Buffer.from(content), 5);
    const fault = await faultOf(() => fromStream(text('this is no Parquet file at all'), { format: 'parquet' }));
    expect(fault.code).toBe('FILE_UNREADABLE');
    expect(fault.message).toMatch(/^the stream /);
    expect((await faultOf(() => fromStream(text(''), { format: 'csv' }))).code).toBe('FILE_EMPTY');
    expect((await faultOf(() => fromStream(text('a\n1\n'), {} as never))).code).toBe('OPTION_INVALID');
    async function* broken() {
      yield Buffer.from('a\n1\n');
      throw new RangeError('mine');
    }
    await expect(fromStream(broken(), { format: 'csv' })).rejects.toThrow(new RangeError('mine'));
    const stop = new AbortController();
    async function* endless() {
      for (;;) {
        yield Buffer.from('1\n');
        stop.abort();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    expect((await faultOf(() => fromStream(endless(), { format: 'csv', signal: stop.signal }))).code).toBe('ABORTED');
  });
});

test('fromAsyncRows takes rows one by one', async () => {
  async function* queue() {
    for (const row of rows) yield row;
  }
  using source = await fromAsyncRows(queue(), { types: { i: 'int32' }, batchRows: 700 });
  expect(source.schema.field('i').type).toBe('int32');
  expect(await source.rows(3000)).toEqual(rows);
  expect((await faultOf(() => fromAsyncRows([]))).code).toBe('ROWS_TOO_FEW');
  const mixed = await faultOf(() => fromAsyncRows([{ a: 1 }, { a: 'x' }]));
  expect(mixed.row).toBe(1);
});
