import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/source/files/options.ts';
import { openFiles } from '../../../src/source/files/read.ts';
import type { ScanOptions } from '../../../src/source/reader.ts';
import { countRows, faultOf, inFolder, rowsOf, vegaData, write } from './fixtures.ts';

/** What opening and reading a file ends with. */
const fault = (file: string | string[], options?: object, scan?: ScanOptions) =>
  faultOf(async () => rowsOf(await openFiles(file, options as ReadOptions), scan));

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i},${i / 2}`).join('\n');

describe('a file that is not there or holds nothing', () => {
  test('is named, with what to do', async () => {
    const file = inFolder('none.csv');
    expect(await fault(file)).toMatchObject({ code: 'FILE_MISSING', file, message: expect.stringContaining(file) });
    expect(await fault(inFolder('none-*.csv'))).toMatchObject({
      code: 'FILE_MISSING',
      remedy: expect.stringContaining('path'),
    });
    expect(await fault([])).toMatchObject({ code: 'FILE_MISSING' });
  });

  test('may be empty, blank, or a header alone', async () => {
    for (const [name, content] of [
      ['empty.csv', ''],
      ['blank.csv', '\n\n'],
      ['header.csv', 'a,b\n'],
      ['header-packed.csv.gz', gzipSync('a,b\n')],
      ['empty.jsonl', ''],
      ['empty.parquet', ''],
    ] as const) {
      const file = write(name, content);
      expect(await fault(file), name).toMatchObject({ code: 'FILE_EMPTY', file, remedy: expect.any(String) });
    }
    const named = await fault(write('named-header.csv', 'a,b\n'), { columns: ['a', 'b'] });
    expect(named.message).toMatch(/holds a header and no rows/);
  });

  test('may be a folder, or forbidden', async () => {
    const folder = inFolder('folder.csv');
    mkdirSync(folder);
    expect(await fault(folder)).toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('folder') });
  });

  test.skipIf(process.getuid?.() === 0)('may be forbidden (not for root, who may all)', async () => {
    const file = write('forbidden.csv', 'a,b\n1,2\n');
    chmodSync(file, 0);
    expect(await fault(file)).toMatchObject({
      code: 'FILE_UNREADABLE',
      file,
      remedy: expect.stringContaining('right'),
    });
  });

  test('may have an extension that says nothing, or several that disagree', async () => {
    expect(await fault(write('rows.xlsx', 'a'))).toMatchObject({
      code: 'FILE_UNREADABLE',
      remedy: expect.stringContaining("'format'"),
    });
    const mixed = [write('mixed.csv', 'a,b\n1,2\n'), write('mixed.jsonl', '{"a":1}\n')];
    expect(await fault(mixed)).toMatchObject({ code: 'FILE_UNREADABLE', file: mixed[1] });
  });
});

describe('delimited text that does not fit', () => {
  test('names the delimiter that does', async () => {
    const file = write('commas.tsv', 'a,b\n1,2\n3,4\n');
    expect(await fault(file)).toMatchObject({
      code: 'DELIMITER_WRONG',
      file,
      value: '\t',
      remedy: 'read it with delimiter: ","',
    });
    expect(await fault(write('tabs.csv', 'a\tb\n1\t2\n'), { delimiter: ';' })).toMatchObject({
      code: 'DELIMITER_WRONG',
    });
  });

  test('names the column, the value and the line of text among numbers', async () => {
    const file = write('oops.csv', `id,size\n${numbers(60_000)}\n60000,oops\n${numbers(10)}\n`);
    const found = await fault(file);
    expect(found).toMatchObject({ code: 'VALUE_INVALID', file, column: 'size', value: 'oops' });
    expect(found.message).toBe(`column 'size' in line 60002 of '${file}' holds "oops", not float64`);
    expect(found.remedy).toContain("types: { 'size': 'utf8' }");
    const rows = await rowsOf(await openFiles(file, { missing: ['oops'] }), { columns: ['size'] });
    expect(rows[60_000]).toEqual([60_000, null]);
  });

  test('names the column that is there twice', async () => {
    expect(await fault(write('twice.csv', 'x,y,x\n1,2,3\n'))).toMatchObject({ code: 'COLUMN_DUPLICATE', column: 'x' });
  });

  test('names the line that has another number of fields', async () => {
    const file = write('ragged.csv', 'a,b\n1,2\n1,2,3\n');
    const found = await fault(file);
    expect(found).toMatchObject({ code: 'FILE_UNREADABLE', file });
    expect(found.message).toBe(`line 3 of '${file}' has 3 fields, not 2`);
    const late = await fault(write('ragged-late.csv', `a,b\n${numbers(60_000)}\n7\n`));
    expect(late.message).toMatch(/line 60002 of .* has 1 fields, not 2/);
  });

  test('names the line of a quote that does not close', async () => {
    const found = await fault(write('open.csv', `a,b\n"1",2\n${numbers(200_000)}\n"1,2\n`));
    expect(found).toMatchObject({ code: 'FILE_UNREADABLE', remedy: expect.stringContaining("quote: ''") });
    expect(found.message).toMatch(/line 200003/);
  });

  test('tells of a line that is too long to read', async () => {
    const text = (size: number) => `a,b\n${'1,ok\n'.repeat(100_000)}2,${'x'.repeat(size)}\n3,ok\n`;
    expect(await countRows(await openFiles(write('long.csv', text(1_900_000))))).toBe(100_002);
    const found = await fault(write('too-long.csv', text(9_000_000)));
    expect(found).toMatchObject({ code: 'FILE_UNREADABLE', remedy: expect.stringContaining('quote') });
    expect(found.message).toContain('a line of more than 2 MB');
  });

  test('names the line that is not valid UTF-8, even in a column that is not read', async () => {
    const early = write('early-bytes.csv', Buffer.from('id,word\n1,café\n2,ok\n', 'latin1'));
    const found = await fault(early);
    expect(found).toMatchObject({ code: 'ENCODING_INVALID', file: early, remedy: expect.stringContaining('latin-1') });
    expect(found.message).toContain('line 2 ');
    const late = write('late-bytes.csv', Buffer.from(`id,word\n${'1,ok\n'.repeat(300_000)}2,café\n`, 'latin1'));
    for (const columns of [['word'], ['id', 'word']]) {
      const error = await fault(late, {}, { columns });
      expect(error).toMatchObject({ code: 'ENCODING_INVALID', file: late });
      expect(error.message).toContain('line 300002 ');
    }
    // DuckDB's database broke down over it; the next file is read by another.
    expect(await countRows(await openFiles(write('after.csv', 'a,b\n1,2\n')))).toBe(1);
  });
});

describe('other formats', () => {
  test('Parquet that is cut short, or is something else', async () => {
    const whole = readFileSync(path.join(vegaData, 'flights-3m.parquet'));
    for (const content of [whole.subarray(0, 100_000), Buffer.from('a,b\n1,2\n'), Buffer.from('PAR1')]) {
      const file = write('cut.parquet', content);
      expect(await fault(file)).toMatchObject({ code: 'FILE_UNREADABLE', file, remedy: expect.any(String) });
    }
  });

  test('JSON that does not parse, and values that do not fit', async () => {
    const broken = await fault(write('broken.jsonl', '{"a":1}\n{"a":\n{"a":2}\n'));
    expect(broken).toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('not valid JSON') });
    const lines = Array.from({ length: 30_000 }, (_, i) => `{"a":${i}}`);
    const found = await fault(write('oops.jsonl', `${lines.join('\n')}\n{"a":"oops"}\n`));
    expect(found).toMatchObject({ code: 'VALUE_INVALID', value: 'oops' });
    expect(found.message).toContain('line 30001 ');
  });

  test('nested columns are refused by name', async () => {
    expect(await fault(write('list.jsonl', '{"a":1,"b":[1,2]}\n'))).toMatchObject({ code: 'COLUMN_TYPE', column: 'b' });
  });
});

describe('options', () => {
  const file = () => write('options.csv', 'a,b\n1,x\n');

  test('that do not exist, or are out of range', async () => {
    expect(await fault(file(), { delimeter: ',' })).toMatchObject({
      code: 'OPTION_UNKNOWN',
      remedy: expect.stringContaining("did you mean 'delimiter'?"),
    });
    for (const options of [{ format: 'xlsx' }, { delimiter: '::' }, { sampleRows: 0 }, { types: { a: 'varchar' } }]) {
      expect(await fault(file(), options), JSON.stringify(options)).toMatchObject({ code: 'OPTION_INVALID' });
    }
  });

  test('that name columns which are not there, twice, or too few', async () => {
    expect(await fault(file(), { types: { c: 'utf8' } })).toMatchObject({ code: 'COLUMN_MISSING', column: 'c' });
    expect(await fault(file(), { roles: { c: 'text' } })).toMatchObject({ code: 'COLUMN_MISSING', column: 'c' });
    expect(await fault(file(), { columns: ['a', 'a'] })).toMatchObject({ code: 'COLUMN_DUPLICATE', column: 'a' });
    expect(await fault(file(), { columns: ['a'] })).toMatchObject({ code: 'OPTION_INVALID' });
    expect(await fault(write('some.jsonl', '{"a":1}\n'), { columns: ['b'] })).toMatchObject({ code: 'COLUMN_MISSING' });
    expect(await fault(file(), {}, { columns: ['c'] })).toMatchObject({ code: 'COLUMN_MISSING', column: 'c' });
  });

  test('that mean nothing for the format', async () => {
    const error = await fault(write('plain.jsonl', '{"a":1}\n'), { delimiter: ',' });
    expect(error).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('jsonl') });
  });
});
