import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromRows, read } from '../../../src/index.ts';
import { writeBatches } from '../../../src/source/files/write.ts';
import { faultOf } from '../../support/fault.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const FORMATS = ['csv', 'parquet', 'jsonl', 'arrow'] as const;

async function write(file: string, rows: Parameters<typeof fromRows>[0]): Promise<string> {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  await writeBatches(path.join(folder, file), (await fromRows(rows)).scan());
  return path.join(folder, file);
}

beforeAll(async () => {
  for (const format of FORMATS) {
    for (const [year, month, day] of [
      [2001, 'jan', '2001-01-31'],
      [2001, 'a%2Fb', '2001-02-28'],
      [2002, '__HIVE_DEFAULT_PARTITION__', '2002-01-01'],
    ] as const) {
      const rows = [1, 2].map((i) => ({ i: i + year, s: `${month}-${i}` }));
      await write(`${format}/year=${year}/month=${month}/day=${day}/part.${format}`, rows);
    }
    writeFileSync(path.join(folder, format, '_SUCCESS'), '');
  }
});

describe.each(FORMATS)('a partitioned folder of %s', (format) => {
  test('gives its keys as typed columns, and the file where it is asked for', async () => {
    const source = await read(path.join(folder, format), { filename: 'from' });
    expect(source.schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['i', 'int64'],
      ['s', 'utf8'],
      ['year', 'int64'],
      ['month', 'utf8'],
      ['day', 'date32'],
      ['from', 'utf8'],
    ]);
    const rows = await source.rows();
    expect(rows.map(({ year, month, s }) => [year, month, s])).toEqual([
      [2001n, 'a/b', 'a%2Fb-1'],
      [2001n, 'a/b', 'a%2Fb-2'],
      [2001n, 'jan', 'jan-1'],
      [2001n, 'jan', 'jan-2'],
      [2002n, null, '__HIVE_DEFAULT_PARTITION__-1'],
      [2002n, null, '__HIVE_DEFAULT_PARTITION__-2'],
    ]);
    expect(rows[0]!.day).toEqual(new Date('2001-02-28'));
    expect(rows[0]!.from).toBe(path.join(folder, format, `year=2001/month=a%2Fb/day=2001-02-28/part.${format}`));
    const pruned: string[] = [];
    for await (const batch of source.scan({ columns: ['year'] })) pruned.push(...batch.columns.keys());
    expect(new Set(pruned)).toEqual(new Set(['year']));
  });

  test('is the same by its pattern, with other types, and without its keys', async () => {
    const pattern = path.join(folder, format, `year=2001/**/*.${format}`);
    const source = await read(pattern, { types: format === 'arrow' ? undefined : { year: 'int16' } });
    expect(source.schema.field('year').type).toBe(format === 'arrow' ? 'int64' : 'int16');
    expect(await source.count()).toBe(4);
    expect((await read(pattern, { partitions: false })).schema.names).toEqual(['i', 's']);
    const one = path.join(folder, format, `year=2001/month=jan/day=2001-01-31/part.${format}`);
    expect((await read(one)).schema.names).toEqual(['i', 's']);
    expect((await read(one, { partitions: true })).schema.names).toEqual(['i', 's', 'year', 'month', 'day']);
  });
});

describe.each(FORMATS)('files of %s with other columns', (format) => {
  test('are brought together by name where that is said', async () => {
    const a = await write(`mixed-${format}/a.${format}`, [
      { i: 1, x: 0.5, s: 'a' },
      { i: 2, x: 1, s: 'b' },
    ]);
    const b = await write(`mixed-${format}/b.${format}`, [{ s: 'c', i: 2.5 }]);
    const source = await read([a, b], { unionByName: true, filename: 'from' });
    expect(source.schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['i', 'float64'],
      ['x', 'float64'],
      ['s', 'utf8'],
      ['from', 'utf8'],
    ]);
    expect(await source.rows()).toEqual([
      { i: 1, x: 0.5, s: 'a', from: a },
      { i: 2, x: 1, s: 'b', from: a },
      { i: 2.5, x: null, s: 'c', from: b },
    ]);
    const some = await read([a, b], { unionByName: true, columns: format === 'csv' ? undefined : ['x', 's'] });
    expect((await some.rows())[2]).toMatchObject({ x: null, s: 'c' });
    if (format === 'jsonl') {
      // Each row names its columns itself.
      expect((await (await read([a, b])).rows())[2]).toEqual({ i: 2.5, x: null, s: 'c' });
      return;
    }
    const fault = await faultOf(async () => (await read([a, b])).rows());
    expect(['COLUMN_MISSING', 'VALUE_INVALID', 'COLUMN_TYPE']).toContain(fault.code);
    if (format === 'csv' || format === 'parquet') {
      expect(fault.code).toBe('COLUMN_MISSING');
      expect(fault.remedy).toContain('unionByName');
      expect(fault.file).toBe(b);
    }
  });
});

test('a text file whose columns stand in another order is told, not misread', async () => {
  const a = await write('order/a.csv', [{ x: 1, y: 2 }]);
  const b = await write('order/b.csv', [{ y: 3, x: 4 }]);
  const fault = await faultOf(() => read([a, b]));
  expect(fault.code).toBe('COLUMN_MISSING');
  expect(fault.message).toContain('another order');
  expect(await (await read([a, b], { unionByName: true })).rows()).toEqual([
    { x: 1n, y: 2n },
    { x: 4n, y: 3n },
  ]);
});

test('a column of the file gives way to one of its folder, and a file name to no column', async () => {
  const file = await write('same/x=7/a.parquet', [{ x: 1, y: 2 }]);
  expect(await (await read(file, { partitions: true })).rows()).toEqual([{ y: 2n, x: 7n }]);
  const mixed = [file, await write('same/z=1/b.parquet', [{ x: 1, y: 2 }])];
  expect((await faultOf(() => read(mixed, { partitions: true }))).code).toBe('OPTION_INVALID');
  expect((await read(path.join(folder, 'same', '**', '*.parquet'))).schema.names).toEqual(['x', 'y']);
  const columns = await read(file, { partitions: true, columns: ['x'] });
  expect(await columns.rows()).toEqual([{ x: 7n }]);
});
