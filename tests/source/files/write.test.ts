import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ColumnData, ColumnType } from '../../../src/core/column.ts';
import { Column } from '../../../src/engine/column.ts';
import type { Batch } from '../../../src/source/batch.ts';
import { openFiles } from '../../../src/source/files/read.ts';
import { writeBatches } from '../../../src/source/files/write.ts';
import { faultOf, inFolder, rowsOf, vegaData, write } from './fixtures.ts';

const bits = (flags: readonly boolean[]) => {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [i, flag] of flags.entries()) if (flag) bytes[i >> 3]! |= 1 << (i & 7);
  return bytes;
};

/** A column of float64 or text. */
function columnOf(values: readonly (number | string | null)[]): Column {
  const present = values.map((value) => value !== null);
  const nullCount = present.filter((is) => !is).length;
  const base = { length: values.length, nullCount, validity: nullCount > 0 ? bits(present) : undefined };
  if (!values.some((value) => typeof value === 'string')) {
    return Column.fromData({ ...base, type: 'float64', offsets: undefined, values: Float64Array.from(values, Number) });
  }
  const texts = values.map((value) => Buffer.from(String(value ?? '')));
  const offsets = new Int32Array(values.length + 1);
  for (const [i, text] of texts.entries()) offsets[i + 1] = offsets[i]! + text.length;
  return Column.fromData({
    ...base,
    type: 'utf8',
    offsets,
    values: new Uint8Array(Buffer.concat(texts)),
  } as ColumnData);
}

function batchOf(columns: Record<string, readonly (number | string | null)[]>): Batch {
  const length = Object.values(columns)[0]!.length;
  const rowIds = Float64Array.from({ length }, (_, i) => i);
  return {
    length,
    rowIds,
    columns: new Map(Object.entries(columns).map(([name, values]) => [name, columnOf(values)])),
  };
}

const odd = () => [
  batchOf({ x: [0.1, null, 1e300], 'a "b", c': ['plain', 'say "hi", ok', null] }),
  batchOf({ x: [-5e-324, 123456789.12345679], 'a "b", c': ['two\nlines', ''] }),
];
const oddRows = [
  [0, 0.1, 'plain'],
  [1, null, 'say "hi", ok'],
  [2, 1e300, null],
  [3, -5e-324, 'two\nlines'],
  [4, 123456789.12345679, ''],
];

describe('rows that are written', () => {
  test.each(['parquet', 'arrow', 'jsonl', 'jsonl.gz'])('read back the same from .%s', async (extension) => {
    const file = inFolder(`odd.${extension}`);
    expect(await writeBatches(file, odd())).toBe(5);
    const reader = await openFiles(file);
    expect(reader.schema.names).toEqual(['x', 'a "b", c']);
    expect(await rowsOf(reader)).toEqual(oddRows);
  });

  test.each(['csv', 'tsv', 'csv.zst'])('read back from .%s, where an empty string is missing', async (extension) => {
    const file = inFolder(`odd.${extension}`);
    await writeBatches(file, odd());
    expect(await rowsOf(await openFiles(file))).toEqual([...oddRows.slice(0, 4), [4, 123456789.12345679, null]]);
  });

  test('are plain CSV with the fewest digits', async () => {
    const file = inFolder('plain.csv');
    await writeBatches(file, odd());
    expect(readFileSync(file, 'utf8')).toBe(
      'x,"a ""b"", c"\n0.1,plain\n,"say ""hi"", ok"\n1e+300,\n-5e-324,"two\nlines"\n123456789.12345679,""\n',
    );
    await writeBatches(inFolder('infinite.jsonl'), [batchOf({ x: [Number.POSITIVE_INFINITY, 1] })]);
    expect(readFileSync(inFolder('infinite.jsonl'), 'utf8')).toBe('{"x":null}\n{"x":1.0}\n');
  });

  test.each(['parquet', 'arrow', 'csv'])('keep every type in .%s', async (extension) => {
    const flights = path.join(vegaData, 'flights-3m.parquet');
    const file = inFolder(`flights.${extension}`);
    const source = await openFiles(flights);
    async function* first() {
      for await (const batch of source.scan({ batchRows: 3000 })) {
        yield batch;
        if (batch.rowIds[0]! >= 6000) return;
      }
    }
    expect(await writeBatches(file, first())).toBe(9000);
    const back = await openFiles(file);
    expect([...back.schema].map(({ name, type }) => [name, type])).toEqual(
      [...source.schema].map(({ name, type }) => [name, type]),
    );
    const expected: unknown[][] = [];
    for await (const batch of first()) {
      const delays = batch.columns.get('delay')!.data.values as BigInt64Array;
      const dates = batch.columns.get('date')!.data.values as BigInt64Array;
      for (let row = 0; row < batch.length; row++) expected.push([batch.rowIds[row], dates[row], delays[row]]);
    }
    expect(await rowsOf(back, { columns: ['date', 'delay'] })).toEqual(expected);
  });

  test('may be none, if the columns are stated', async () => {
    const fields = [
      { name: 'n', type: 'float64' as ColumnType },
      { name: 's', type: 'utf8' as ColumnType },
    ];
    for (const extension of ['csv', 'parquet', 'arrow']) {
      const file = inFolder(`none.${extension}`);
      expect(await writeBatches(file, [], { fields })).toBe(0);
      expect(await faultOf(() => openFiles(file))).toMatchObject({ code: 'FILE_EMPTY' });
    }
    expect(readFileSync(inFolder('none.csv'), 'utf8')).toBe('n,s\n');
    expect(await faultOf(() => writeBatches(inFolder('nameless.csv'), []))).toMatchObject({ code: 'ROWS_TOO_FEW' });
  });
});

describe('a file that is not written to its end', () => {
  async function* failing() {
    yield batchOf({ x: [1, 2] });
    throw new Error('the model broke');
  }

  test.each(['csv', 'parquet', 'arrow'])('leaves nothing, and the older .%s as it was', async (extension) => {
    const file = write(`kept.${extension}`, 'older');
    await expect(writeBatches(file, failing())).rejects.toThrow('the model broke');
    const stop = new AbortController();
    async function* stopping() {
      yield batchOf({ x: [1, 2] });
      stop.abort();
      yield batchOf({ x: [3] });
    }
    const aborted = await faultOf(() => writeBatches(file, stopping(), { signal: stop.signal }));
    expect(aborted.code).toBe('ABORTED');
    const other = [batchOf({ x: [1] }), batchOf({ x: ['a'] })];
    expect(await faultOf(() => writeBatches(file, other))).toMatchObject({ code: 'COLUMN_TYPE', column: 'x' });
    const missing = [batchOf({ x: [1] }), batchOf({ y: [1] })];
    expect(await faultOf(() => writeBatches(file, missing))).toMatchObject({ code: 'COLUMN_MISSING', column: 'x' });
    expect(readFileSync(file, 'utf8')).toBe('older');
    expect(readdirSync(path.dirname(file)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('names a folder that is not there, or an extension that says nothing', async () => {
    const nowhere = inFolder('no/such/out.csv');
    expect(await faultOf(() => writeBatches(nowhere, odd()))).toMatchObject({ code: 'FILE_MISSING', file: nowhere });
    const strange = inFolder('out.xlsx');
    expect(await faultOf(() => writeBatches(strange, odd()))).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(existsSync(strange)).toBe(false);
  });
});
