import { rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../../src/source/files/options.ts';
import { openFiles } from '../../../src/source/files/read.ts';
import { countRows, inFolder, rowsOf, sharedData, vegaData, write } from './fixtures.ts';

const typesOf = async (file: string, options?: ReadOptions) =>
  [...(await openFiles(file, options)).schema].map(({ name, type }) => `${name}:${type}`).join(' ');

describe('delimited text', () => {
  test('is read with its types, missing values and row ids', async () => {
    const file = write(
      'types.csv',
      'n,x,flag,day,at,word\n1,0.5,true,2020-01-02,2020-01-02 03:04:05,a\n2,NA,false,,,"b,c"\n',
    );
    const reader = await openFiles(file);
    expect(await typesOf(file)).toBe('n:int64 x:float64 flag:boolean day:date32 at:timestamp_us word:utf8');
    expect(await rowsOf(reader)).toEqual([
      [0, 1n, 0.5, true, 18263, 1577934245000000n, 'a'],
      [1, 2n, null, false, null, null, 'b,c'],
    ]);
    expect(reader.rowCount).toBe(2);
  });

  test('gives the same rows whatever the batches, and only the wanted columns', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i},${i % 7 === 0 ? '' : `text ${i}`},${i / 8}`);
    const reader = await openFiles(write('batches.csv', `a,b,c\n${lines.join('\n')}\n`));
    const whole = await rowsOf(reader);
    expect(whole.length).toBe(5000);
    expect(whole[4999]).toEqual([4999, 4999n, 'text 4999', 624.875]);
    for (const batchRows of [1000, 4999, 5000, 5001]) expect(await rowsOf(reader, { batchRows })).toEqual(whole);
    const some = await rowsOf(reader, { columns: ['c', 'a'] });
    expect(some).toEqual(whole.map(([id, a, , c]) => [id, a, c]));
    expect(await rowsOf(reader, { columns: [] })).toEqual(whole.map(([id]) => [id]));
  });

  test('is delimited by comma, semicolon, tab or bar as the lines say', async () => {
    for (const [i, mark] of [',', ';', '\t', '|'].entries()) {
      const file = write(`delimiter${i}.csv`, `name${mark}size\nanna bob${mark}1\n`);
      expect(await typesOf(file)).toBe('name:utf8 size:int64');
    }
  });

  test('keeps quotes that stray as text, and takes those that enclose fields away', async () => {
    const stray = await openFiles(write('stray.tsv', 'ham\t"Go" now\nspam\tsays "hi\nham\t"quoted"\n'), {
      header: false,
    });
    expect((await rowsOf(stray)).map((row) => row[2])).toEqual(['"Go" now', 'says "hi', '"quoted"']);
    const quoted = await openFiles(write('quoted.tsv', 'ham\t"a\tb ""c"""\nspam\td\n'), { header: false });
    expect((await rowsOf(quoted)).map((row) => row[2])).toEqual(['a\tb "c"', 'd']);
    const backslash = await openFiles(write('backslash.csv', 'a,b\n1,"say \\"x\\", y"\n'));
    expect(await rowsOf(backslash)).toEqual([[0, 1n, 'say "x", y']]);
    const lines = await openFiles(write('lines.csv', 'a,b\r\n1,"two\r\nlines"\r\n2,one\r\n'));
    expect(await rowsOf(lines)).toEqual([
      [0, 1n, 'two\r\nlines'],
      [1, 2n, 'one'],
    ]);
  });

  test('takes the first row for names only if it looks like names', async () => {
    expect(await typesOf(write('named.csv', 'id,2020,2021\n5,6,7\n'))).toBe('id:int64 2020:int64 2021:int64');
    expect(await typesOf(write('numbers.csv', '1,2\n3,4\n'))).toBe('column0:int64 column1:int64');
    expect(await typesOf(write('recurs.tsv', 'ham\thello\nspam\twin\nham\tbye\n'))).toBe('column0:utf8 column1:utf8');
    expect(await typesOf(write('index.csv', ',a\n0,x\n1,y\n'))).toBe('column0:int64 a:utf8');
  });

  test('with names given, the first row is a header only if it says the same', async () => {
    const columns = ['label', 'text'];
    const bare = await openFiles(write('bare.tsv', 'ham\tfirst\nspam\tsecond\n'), { columns });
    expect(await rowsOf(bare)).toEqual([
      [0, 'ham', 'first'],
      [1, 'spam', 'second'],
    ]);
    const named = await openFiles(write('headed.tsv', 'Label\tText\nham\tfirst\n'), { columns });
    expect(await rowsOf(named)).toEqual([[0, 'ham', 'first']]);
    expect(named.schema.names).toEqual(columns);
    const renamed = await openFiles(write('renamed.tsv', 'l\tt\nham\tfirst\n'), { columns, header: true });
    expect(await rowsOf(renamed)).toEqual([[0, 'ham', 'first']]);
  });

  test('keeps names that SQL would fold or choke on', async () => {
    const reader = await openFiles(write('odd-names.csv', 'a,A,"say ""x""",c0\n1,2,3,4\n'));
    expect(reader.schema.names).toEqual(['a', 'A', 'say "x"', 'c0']);
    expect(await rowsOf(reader, { columns: ['A', 'c0'] })).toEqual([[0, 2n, 4n]]);
  });

  test('leaves yes and no, zip codes and infinity what they are', async () => {
    expect(await typesOf(write('yes.csv', 'a,b\n1,yes\n2,no\n'))).toBe('a:int64 b:utf8');
    expect(await typesOf(write('zip.csv', 'a,b\n1,00501\n2,10001\n'))).toBe('a:int64 b:utf8');
    const infinite = await openFiles(write('inf.csv', 'a,b\n1,inf\n2,-Infinity\n'));
    expect(await rowsOf(infinite)).toEqual([
      [0, 1n, Number.POSITIVE_INFINITY],
      [1, 2n, Number.NEGATIVE_INFINITY],
    ]);
  });

  test('takes no spelling for missing where none is named', async () => {
    const source = await openFiles(write('literal.csv', 'name,code\nNA,x\nNaN,\n'), { missing: [] });
    expect(await rowsOf(source)).toEqual([
      [0, 'NA', 'x'],
      [1, 'NaN', ''],
    ]);
  });

  test('takes every spelling for missing behind a sample that has none of them, in any batches', async () => {
    const spellings = ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', '-nan', 'NULL', 'null', 'None', 'NaT'];
    const days = (i: number) => `2020-01-${String((i % 28) + 1).padStart(2, '0')}`;
    const cells = Array.from({ length: 70_000 }, (_, i) => [
      `${i / 8}`,
      `${i % 1000}`,
      i % 2 ? 'true' : 'false',
      days(i),
    ]);
    const said = new Map(spellings.map((spelling, i) => [66_000 + 7 * i, spelling]));
    for (const [row, spelling] of said) cells[row] = [spelling, spelling, spelling, spelling];
    const lines = cells.map((row) => row.join(','));
    const reader = await openFiles(write('late.csv', `x,n,flag,day\n${lines.join('\n')}\n`));
    expect(reader.schema.fields.map(({ type }) => type)).toEqual(['float64', 'int64', 'boolean', 'date32']);
    for (const batchRows of [1000, 16_384, 100_000]) {
      const rows = await rowsOf(reader, { batchRows });
      expect(rows.length).toBe(70_000);
      for (const [i, row] of rows.entries()) {
        if (said.has(i)) expect(row).toEqual([i, null, null, null, null]);
        else if (row[0] !== i || row[1] !== i / 8 || row[2] !== BigInt(i % 1000)) expect(row).toBe(i);
      }
    }
    // One that was not read yet, without the column that would have told at once.
    const again = await openFiles(write('late-x.csv', `x,n\n${cells.map(([x, n]) => `${x},${n}`).join('\n')}\n`));
    const x = await rowsOf(again, { columns: ['x'] });
    expect(x.map((row) => row[1])).toEqual(cells.map((_, i) => (said.has(i) ? null : i / 8)));
  });

  test('a value that fits no type is told behind a sample without a word for missing', async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) =>
      i === 110_000 ? 'oops' : i === 100_000 ? 'NA' : `${i / 8}`,
    );
    const reader = await openFiles(write('late-fault.csv', `x\n${lines.join('\n')}\n`));
    await expect(rowsOf(reader)).rejects.toMatchObject({ code: 'VALUE_INVALID', column: 'x', value: 'oops' });
  });

  test('takes stated types, missing spellings, quotes and encodings', async () => {
    const file = write('stated.csv', 'a,b\n1,?\n2,3\n');
    expect(await typesOf(file)).toBe('a:int64 b:utf8');
    const stated = await openFiles(file, {
      missing: ['?'],
      types: { a: 'utf8', b: 'float32' },
      roles: { b: 'categorical' },
    });
    expect(await rowsOf(stated)).toEqual([
      [0, '1', null],
      [1, '2', 3],
    ]);
    expect(stated.schema.field('b')).toMatchObject({ type: 'float32', role: 'categorical' });
    const apostrophes = await openFiles(write('apostrophes.csv', "a,b\n1,'x,y'\n"), { quote: "'" });
    expect(await rowsOf(apostrophes)).toEqual([[0, 1n, 'x,y']]);
    const latin = write('latin.csv', Buffer.from('a,b\n1,café\n', 'latin1'));
    expect(await rowsOf(await openFiles(latin, { encoding: 'latin-1' }))).toEqual([[0, 1n, 'café']]);
    const utf16 = write('utf16.csv', Buffer.from('\ufeffa,b\n1,café\n', 'utf16le'));
    expect(await rowsOf(await openFiles(utf16, { encoding: 'utf-16' }))).toEqual([[0, 1n, 'café']]);
  });

  test('is decompressed, and freed of a byte order mark', async () => {
    const packed = write('packed.csv.gz', gzipSync('a,b\n1,x\n2,y\n'));
    expect(await countRows(await openFiles(packed))).toBe(2);
    expect(await typesOf(write('mark.csv', '\ufeffa,b\n1,x\n'))).toBe('a:int64 b:utf8');
  });
});

describe('several files', () => {
  test('follow each other, those of a pattern by name', async () => {
    const second = write('part-2.csv', 'a,b\n3,z\n');
    const first = write('part-1.csv', 'a,b\n1,x\n2,y\n');
    const rows = [
      [0, 1n, 'x'],
      [1, 2n, 'y'],
      [2, 3n, 'z'],
    ];
    expect(await rowsOf(await openFiles(inFolder('part-*.csv')))).toEqual(rows);
    expect(await rowsOf(await openFiles([first, second]))).toEqual(rows);
    expect((await rowsOf(await openFiles([second, first]))).map((row) => row[1])).toEqual([3n, 1n, 2n]);
  });

  test('a path that exists is no pattern', async () => {
    write('h1.csv', 'a,b\n9,x\n');
    expect(await rowsOf(await openFiles(write('h[1].csv', 'a,b\n1,x\n')))).toEqual([[0, 1n, 'x']]);
  });
});

describe('JSON lines', () => {
  test('are read with missing keys as missing values', async () => {
    const reader = await openFiles(write('rows.jsonl', '{"a":1,"b":"x"}\n{"a":2.5}\n{"b":null,"a":3}\n'));
    expect(await rowsOf(reader)).toEqual([
      [0, 1, 'x'],
      [1, 2.5, null],
      [2, 3, null],
    ]);
  });

  test('nested columns are left out by naming the others', async () => {
    const file = write('nested.jsonl', '{"a":1,"b":[1,2]}\n');
    expect(await rowsOf(await openFiles(file, { columns: ['a'], types: { a: 'float64' } }))).toEqual([[0, 1]]);
  });
});

describe('Parquet', () => {
  const flights = path.join(vegaData, 'flights-3m.parquet');

  test('knows its rows before a scan, and streams them', async () => {
    const reader = await openFiles(flights);
    expect(reader.rowCount).toBe(3_000_000);
    expect(await typesOf(flights)).toBe('date:timestamp_us delay:int64 distance:int64 origin:utf8 destination:utf8');
    let [count, next] = [0, 0];
    for await (const batch of reader.scan({ columns: ['distance'] })) {
      expect(batch.rowIds[0]).toBe(next);
      count += batch.length;
      next = batch.rowIds[batch.length - 1]! + 1;
      batch.columns.get('distance')!.release();
    }
    expect([count, next]).toEqual([3_000_000, 3_000_000]);
  });

  test('stops when it is told to', async () => {
    const reader = await openFiles(flights);
    const stop = new AbortController();
    const work = async () => {
      for await (const batch of reader.scan({ signal: stop.signal })) if (batch.length > 0) stop.abort();
    };
    await expect(work()).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('a file that changes', () => {
  test('is an error before and after the next pass', async () => {
    const file = write('changes.csv', 'a,b\n1,x\n2,y\n');
    const reader = await openFiles(file);
    await countRows(reader);
    write('changes.csv', 'a,b\n1,x\n3,y\n');
    await expect(countRows(reader)).rejects.toMatchObject({ code: 'SOURCE_CHANGED', file });
    const again = await openFiles(file);
    const whileReading = async () => {
      for await (const batch of again.scan()) if (batch.length > 0) write('changes.csv', 'a,b\n1,x\n4,y\n');
    };
    await expect(whileReading()).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
    rmSync(file);
    await expect(countRows(again)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
  });
});

const shared = sharedData();
describe.skipIf(shared === undefined)('the shared data (set MILLRACE_DATA where it lies elsewhere)', () => {
  test('sms-spam.tsv has 5,549 rows, however its names are given', async () => {
    const file = path.join(shared!, 'sms-spam.tsv');
    for (const options of [{ columns: ['label', 'text'] }, { header: false, columns: ['label', 'text'] }, {}]) {
      const reader = await openFiles(file, options);
      const rows = await rowsOf(reader);
      expect(rows.length).toBe(5549);
      expect(rows.every(([, label, text]) => (label === 'ham' || label === 'spam') && text !== '')).toBe(true);
      expect([...reader.schema].map(({ role }) => role)).toEqual(['categorical', 'text']);
    }
  });

  test('adult-census.csv and california-housing.csv are read whole, missing values as missing', async () => {
    const adult = await openFiles(path.join(shared!, 'adult-census.csv'));
    expect(await countRows(adult)).toBe(32_561);
    expect(adult.schema.field('workclass').role).toBe('categorical');
    const missing = (await rowsOf(adult, { columns: ['workclass'] })).filter(([, value]) => value === null);
    expect(missing.length).toBe(1836);
    const housing = await openFiles(path.join(shared!, 'california-housing.csv'));
    const bedrooms = await rowsOf(housing, { columns: ['total_bedrooms'] });
    expect([bedrooms.length, bedrooms.filter(([, value]) => value === null).length]).toEqual([20_638, 207]);
    expect([...housing.schema].filter(({ role }) => role === 'numeric').length).toBe(9);
  });
});
