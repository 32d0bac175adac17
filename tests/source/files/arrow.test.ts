import { gzipSync } from 'node:zlib';
import {
  Bool,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float16,
  Float32,
  Int8,
  Int32,
  LargeUtf8,
  List,
  makeData,
  Null,
  Table,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../../src/index.ts';
import { openFiles } from '../../../src/source/files/read.ts';
import { fromArrowData } from '../../../src/source/from-arrow.ts';
import { cell, faultOf, rowsOf, write } from './fixtures.ts';

const table = () =>
  new Table({
    n: vectorFromArray([1, null, 3], new Int32()),
    word: vectorFromArray(['a', 'é€', null], new Utf8()),
    kind: vectorFromArray(['x', null, 'x'], new Dictionary(new Utf8(), new Int8())),
    flag: vectorFromArray([true, false, null], new Bool()),
  });

const rows = [
  [0, 1, 'a', 'x', true],
  [1, null, 'é€', null, false],
  [2, 3, null, 'x', null],
];

const valuesOf = (type: DataType, values: unknown[], begin = 0) => {
  const data = vectorFromArray(values, type).data[0]!.slice(begin, values.length - begin);
  const column = fromArrowData('c', data);
  // A slice must not drag along the bytes of its whole batch.
  if (column.offsets !== undefined) expect(column.values.length).toBe(column.offsets[column.length]);
  return [column.type, ...Array.from({ length: column.length }, (_, row) => cell(column, row))];
};

describe('Arrow files', () => {
  test('are read as files, as streams and gzipped', async () => {
    const asFile = write('table.arrow', tableToIPC(table(), 'file'));
    const asStream = write('stream.arrows', tableToIPC(table(), 'stream'));
    const packed = write('table.arrow.gz', gzipSync(tableToIPC(table(), 'file')));
    for (const file of [asFile, asStream, packed]) {
      const reader = await openFiles(file);
      expect(await rowsOf(reader), file).toEqual(rows);
      expect(await rowsOf(reader, { batchRows: 2, columns: ['flag', 'n'] })).toEqual(
        rows.map((row) => [row[0], row[1], row[4]]),
      );
      expect(reader.rowCount).toBe(3);
    }
    const both = await openFiles([asFile, asStream]);
    expect((await rowsOf(both)).map((row) => row[0])).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('that are broken, empty or of other columns say so', async () => {
    const whole = tableToIPC(table(), 'file');
    const cut = write('cut.arrow', whole.subarray(0, whole.length - 300));
    expect(await faultOf(async () => rowsOf(await openFiles(cut)))).toMatchObject({
      code: 'FILE_UNREADABLE',
      file: cut,
    });
    const text = write('text.arrow', 'this is no Arrow file');
    expect(await faultOf(() => openFiles(text))).toMatchObject({ code: 'FILE_UNREADABLE', file: text });
    const none = write('none.arrow', tableToIPC(table().slice(0, 0), 'file'));
    expect(await faultOf(() => openFiles(none))).toMatchObject({ code: 'FILE_EMPTY' });
    const first = write('first.arrow', whole);
    const other = write('other.arrow', tableToIPC(new Table({ n: vectorFromArray(['1'], new Utf8()) }), 'file'));
    const mixed = await openFiles([first, other], { columns: ['n'] }).catch((error: unknown) => error);
    expect(mixed).toMatchObject({ code: 'COLUMN_TYPE', column: 'n', file: other });
    expect(await faultOf(() => openFiles(first, { types: { n: 'float64' } }))).toMatchObject({
      code: 'OPTION_INVALID',
    });
    expect(await faultOf(() => openFiles(first, { columns: ['z'] }))).toMatchObject({ code: 'COLUMN_MISSING' });
  });
});

describe('gzipped Arrow files are checked before they are parsed', () => {
  const whole = Buffer.from(tableToIPC(table(), 'file'));
  const stream = Buffer.from(tableToIPC(table(), 'stream'));
  const faultOfBytes = (name: string, bytes: Uint8Array) => {
    const file = write(name, bytes);
    return faultOf(async () => rowsOf(await openFiles(file)));
  };

  test('a bit that is flipped in the packed bytes, and an end that is missing', async () => {
    const packed = gzipSync(whole);
    for (const at of [packed.length >> 1, packed.length - 6]) {
      const flipped = Buffer.from(packed);
      flipped[at]! ^= 4;
      expect(await faultOfBytes('flipped.arrow.gz', flipped)).toMatchObject({ code: 'FILE_UNREADABLE' });
    }
    expect((await faultOfBytes('cut.arrow.gz', packed.subarray(0, -20))).code).toBe('FILE_UNREADABLE');
  });

  test('messages that are cut off, or longer than what is there', async () => {
    for (const bytes of [whole, stream]) {
      const fault = await faultOfBytes('short.arrow.gz', gzipSync(bytes.subarray(0, bytes.length >> 1)));
      expect(fault).toMatchObject({ code: 'FILE_UNREADABLE' });
      expect(fault.remedy).toBeTruthy();
    }
    const begin = 8; // of the first message of a file
    for (const length of [2 ** 30, -2, 0x0fff_ffff]) {
      const long = Buffer.from(whole);
      long.writeInt32LE(length, begin + 4);
      const fault = await faultOfBytes('long.arrow.gz', gzipSync(long));
      expect(fault).toMatchObject({ code: 'FILE_UNREADABLE' });
    }
  });

  test('no flipped byte of what is packed hangs the reader', async () => {
    for (let at = 8; at < Math.min(stream.length, 1_000); at += 13) {
      const flipped = Buffer.from(stream);
      flipped[at]! ^= 0xff;
      const file = write('byte.arrow.gz', gzipSync(flipped));
      const read = openFiles(file).then(rowsOf);
      await read.catch((error: unknown) => expect(error).toBeInstanceOf(MillraceError));
    }
  });
});

describe('Arrow types', () => {
  test('of numbers and times', () => {
    expect(valuesOf(new Float16(), [0.5, null])).toEqual(['float64', 0.5, null]);
    expect(valuesOf(new Float32(), [0.1])).toEqual(['float32', Math.fround(0.1)]);
    expect(valuesOf(new DateDay(), [new Date(86_400_000)])).toEqual(['date32', 1]);
    expect(valuesOf(new DateMillisecond(), [new Date(-1)])).toEqual(['timestamp_us', -1000n]);
    expect(valuesOf(new TimestampSecond(), [2000])).toEqual(['timestamp_us', 2_000_000n]);
    expect(valuesOf(new TimestampMillisecond(), [3, null])).toEqual(['timestamp_us', 3000n, null]);
    const nanoseconds = makeData({ type: new TimestampNanosecond(), length: 2, data: new BigInt64Array([-1n, 1999n]) });
    expect([...(fromArrowData('c', nanoseconds).values as BigInt64Array)]).toEqual([-1n, 1n]);
    const words = new Uint32Array([1, 0, 0, 0, ...[0xffffff85, 0xffffffff, 0xffffffff, 0xffffffff]]);
    const decimals = makeData({ type: new Decimal(1, 10), length: 2, data: words });
    expect([...(fromArrowData('c', decimals).values as Float64Array)]).toEqual([0.1, -12.3]);
  });

  test('of text, whatever its layout, and from the middle of a batch', () => {
    const words = ['a', 'bc', null, 'é', '', 'ghi', 'j', null, 'k', 'l', 'm'];
    for (const type of [new Utf8(), new LargeUtf8(), new Dictionary(new Utf8(), new Int8())]) {
      for (const begin of [0, 1, 4, 9]) expect(valuesOf(type, words, begin)).toEqual(['utf8', ...words.slice(begin)]);
    }
    const flags = words.map((_, i) => (i % 5 === 3 ? null : i % 3 === 0));
    for (const begin of [0, 3, 8, 10])
      expect(valuesOf(new Bool(), flags, begin)).toEqual(['boolean', ...flags.slice(begin)]);
    expect(valuesOf(new Null(), [null, null])).toEqual(['utf8', null, null]);
  });

  test('that no batch holds are refused by name', async () => {
    const lists = vectorFromArray([[1], [2, 3]], new List(new Field('item', new Int32())));
    const file = write('list.arrow', tableToIPC(new Table({ l: lists }), 'file'));
    expect(await faultOf(() => openFiles(file))).toMatchObject({ code: 'COLUMN_TYPE', column: 'l' });
  });

  test('text that is not UTF-8, or cut inside a character, is refused', async () => {
    const bad = (bytes: number[], offsets: number[]) =>
      makeData({
        type: new Utf8(),
        length: offsets.length - 1,
        valueOffsets: new Int32Array(offsets),
        data: new Uint8Array(bytes),
      });
    for (const data of [
      bad([0xff], [0, 1]),
      bad([0xc3, 0xa9], [0, 1, 2]),
      bad([65], [0, 2]),
      bad([65, 66], [0, 2, 1]),
    ]) {
      expect(await faultOf(async () => fromArrowData('c', data))).toMatchObject({
        code: 'ENCODING_INVALID',
        column: 'c',
      });
    }
  });
});
