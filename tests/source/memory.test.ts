import {
  Schema as ArrowSchema,
  Bool,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Field,
  Float64,
  Int8,
  Int32,
  LargeUtf8,
  List,
  makeData,
  Null,
  type RecordBatch,
  Struct,
  Table,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableFromArrays,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/core/column.ts';
import { fromRows } from '../../src/source/memory/from-rows.ts';
import { fromTable } from '../../src/source/memory/from-table.ts';
import type { RowsOptions } from '../../src/source/memory/options.ts';
import { rowsOfBatch } from '../../src/source/row-values.ts';
import type { Source } from '../../src/source/source.ts';

async function rowsOf(source: Source, options = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of source.scan(options)) rows.push(...rowsOfBatch(batch));
  return rows;
}

function typesOf(source: Source) {
  return Object.fromEntries(source.schema.fields.map(({ name, type }) => [name, type]));
}

describe('fromRows', () => {
  const when = new Date('2024-02-29T12:34:56.789Z');

  test('infers types over all rows and keeps values', async () => {
    const given = [
      { whole: 1, mixed: 1, big: 2n ** 60n, flag: true, text: 'a', when, gone: null },
      { whole: -0, mixed: 2.5, big: 7, flag: false, text: '', when, gone: undefined },
      { whole: 3, mixed: Number.NaN, flag: true, text: 'ü😀', when: null, late: 'x' },
    ];
    const source = await fromRows(given);
    expect(typesOf(source)).toEqual({
      whole: 'int64',
      mixed: 'float64',
      big: 'int64',
      flag: 'boolean',
      text: 'utf8',
      when: 'timestamp_us',
      gone: 'utf8',
      late: 'utf8',
    });
    expect(await rowsOf(source)).toEqual([
      { whole: 1n, mixed: 1, big: 2n ** 60n, flag: true, text: 'a', when, gone: null, late: null },
      { whole: 0n, mixed: 2.5, big: 7n, flag: false, text: '', when, gone: null, late: null },
      { whole: 3n, mixed: null, big: null, flag: true, text: 'ü😀', when: null, gone: null, late: 'x' },
    ]);
    expect(source.name).toBe('rows');
    expect(source.rowCount).toBe(3);
  });

  test('gives the same rows and ids in any batches', async () => {
    const given = Array.from({ length: 100 }, (_, i) => ({
      i,
      flag: i % 3 === 0,
      text: i % 7 === 0 ? null : `é${i}`,
      x: i % 5 === 0 ? null : i / 4,
    }));
    const whole = await rowsOf(await fromRows(given));
    for (const batchRows of [1, 8, 9, 64, 100]) {
      for (const scanRows of [undefined, 1, 3, 8, 17]) {
        const source = await fromRows(given, { batchRows });
        const ids: number[] = [];
        for await (const batch of source.scan({ batchRows: scanRows })) {
          expect(batch.length).toBeLessThanOrEqual(scanRows ?? batchRows);
          ids.push(...batch.rowIds);
        }
        expect(ids).toEqual([...given.keys()]);
        expect(await rowsOf(source, { batchRows: scanRows })).toEqual(whole);
      }
    }
  });

  test('reads the columns that are asked for', async () => {
    const source = await fromRows([{ a: 1, b: 'x', c: true }]);
    expect(await rowsOf(source, { columns: ['c', 'a'] })).toEqual([{ a: 1n, c: true }]);
    expect(() => source.scan({ columns: ['d'] })).toThrow("there is no column 'd'");
  });

  test('rows() shows the first', async () => {
    const source = await fromRows(Array.from({ length: 50 }, (_, i) => ({ i })));
    expect(await source.rows(3)).toEqual([{ i: 0n }, { i: 1n }, { i: 2n }]);
    expect(await source.rows()).toHaveLength(10);
    expect(await source.rows(0)).toEqual([]);
    expect(await source.rows(80)).toHaveLength(50);
  });

  test('types and roles can be given', async () => {
    const source = await fromRows(
      [
        { small: 3, ratio: 1, day: '2024-02-29', at: '2024-02-29T01:00:00+01:00', code: 7, flag: 1, wide: 2n ** 63n },
        { small: null, ratio: 2, day: new Date(0), at: null, code: 'x', flag: 0, wide: 1 },
      ],
      {
        types: {
          small: 'int8',
          ratio: 'float32',
          day: 'date32',
          at: 'timestamp_us',
          code: 'utf8',
          flag: 'boolean',
          wide: 'uint64',
        },
        roles: { small: 'categorical' },
        name: 'given',
      },
    );
    expect(source.name).toBe('given');
    expect(source.schema.field('small')).toEqual({ name: 'small', type: 'int8', role: 'categorical' });
    expect(await rowsOf(source)).toEqual([
      {
        small: 3,
        ratio: 1,
        day: new Date('2024-02-29'),
        at: new Date('2024-02-29T00:00Z'),
        code: '7',
        flag: true,
        wide: 2n ** 63n,
      },
      { small: null, ratio: 2, day: new Date(0), at: null, code: 'x', flag: false, wide: 1n },
    ]);
  });

  test('infers roles', async () => {
    const source = await fromRows(Array.from({ length: 30 }, (_, i) => ({ n: i * 0.5, bit: i % 2, c: `c${i % 3}` })));
    expect(source.schema.fields.map(({ role }) => role)).toEqual(['numeric', 'boolean', 'categorical']);
  });

  test.each<[string, readonly unknown[], RowsOptions, object]>([
    ['no rows', [], {}, { code: 'ROWS_TOO_FEW' }],
    ['mixed values', [{ a: 1 }, { a: 'x' }], {}, { code: 'VALUE_INVALID', row: 1, column: 'a', value: 'x' }],
    ['a bigint among fractions', [{ a: 1.5 }, { a: 1n }], {}, { code: 'VALUE_INVALID', row: 1, column: 'a' }],
    ['an object', [{ a: 1 }, { a: 2 }, { a: {} }], {}, { code: 'VALUE_INVALID', row: 2, column: 'a' }],
    ['an invalid date', [{ a: new Date('x') }], {}, { code: 'VALUE_INVALID', row: 0, column: 'a' }],
    ['a row that is none', [{ a: 1 }, null], {}, { code: 'VALUE_INVALID', row: 1 }],
    ['a row that is an array', [[1, 2]], {}, { code: 'VALUE_INVALID', row: 0 }],
    ['a bigint too large', [{ a: 2n ** 63n }], {}, { code: 'VALUE_INVALID', row: 0, column: 'a', value: 2n ** 63n }],
    ['half a character', [{ a: 'ok' }, { a: 'x\ud83d' }], {}, { code: 'ENCODING_INVALID', row: 1, column: 'a' }],
    ['a value beyond its type', [{ a: 200 }], { types: { a: 'int8' } }, { code: 'VALUE_INVALID', row: 0, value: 200 }],
    ['a fraction for an integer', [{ a: 2.5 }], { types: { a: 'int32' } }, { code: 'VALUE_INVALID' }],
    ['text for a date', [{ a: 'soon' }], { types: { a: 'date32' } }, { code: 'VALUE_INVALID', value: 'soon' }],
    ['a type for no column', [{ a: 1 }], { types: { b: 'int8' } }, { code: 'COLUMN_MISSING', column: 'b' }],
    ['a role for no column', [{ a: 1 }], { roles: { b: 'text' } }, { code: 'COLUMN_MISSING', column: 'b' }],
    ['an unknown option', [{ a: 1 }], { rolls: {} } as RowsOptions, { code: 'OPTION_UNKNOWN' }],
    ['an aborted signal', [{ a: 1 }], { signal: AbortSignal.abort() }, { code: 'ABORTED' }],
  ])('refuses %s', async (_, rows, options, error) => {
    await expect(fromRows(rows as Row[], options)).rejects.toMatchObject(error);
  });
});

describe('fromTable', () => {
  const decimals = (values: readonly bigint[]) => {
    const words = new Uint32Array(
      values.flatMap((v) => [0n, 32n, 64n, 96n].map((s) => Number((v >> s) & 0xffffffffn))),
    );
    return new Vector([makeData({ type: new Decimal(2, 10, 128), length: values.length, data: words })]);
  };
  const instants = [0, 1_709_210_096_789, null, -1].map((ms) => (ms === null ? null : new Date(ms)));

  const table = new Table({
    text: vectorFromArray(['a', null, 'ü😀', ''], new Utf8()),
    large: new Vector([
      makeData({
        type: new LargeUtf8(),
        length: 4,
        nullCount: 0,
        valueOffsets: new BigInt64Array([0n, 1n, 1n, 3n, 4n]),
        data: new TextEncoder().encode('xyzw'),
      }),
    ]),
    words: vectorFromArray(['red', 'blue', null, 'red'], new Dictionary(new Utf8(), new Int8())),
    flag: vectorFromArray([true, false, null, true], new Bool()),
    price: decimals([1234n, -5n, 10n, 0n]),
    day: vectorFromArray([new Date(0), new Date(86_400_000), null, new Date(-86_400_000)], new DateDay()),
    dayMs: vectorFromArray([new Date(0), new Date(86_400_000), null, new Date(-86_400_000)], new DateMillisecond()),
    ms: vectorFromArray(instants, new TimestampMillisecond('Europe/Paris')),
    seconds: vectorFromArray([0, 1_709_210_096_000, null, -1000], new TimestampSecond()),
    nanos: new Vector([
      makeData({ type: new TimestampNanosecond(), length: 4, data: new BigInt64Array([0n, 1_999n, -1n, -1_001_000n]) }),
    ]),
    nothing: new Vector([makeData({ type: new Null(), length: 4 })]),
    x: vectorFromArray([1.5, null, -0, 3], new Float64()),
  });

  const expected = [
    { text: 'a', large: 'x', words: 'red', flag: true, price: 12.34, day: new Date(0), dayMs: new Date(0), x: 1.5 },
    { text: null, large: '', words: 'blue', flag: false, price: -0.05, x: null },
    { text: 'ü😀', large: 'yz', words: null, flag: null, price: 0.1, day: null, dayMs: null, x: -0 },
    { text: '', large: 'w', words: 'red', flag: true, price: 0, day: new Date(-86_400_000), x: 3 },
  ];

  test('converts every type', async () => {
    const source = await fromTable(table);
    expect(typesOf(source)).toEqual({
      text: 'utf8',
      large: 'utf8',
      words: 'utf8',
      flag: 'boolean',
      price: 'float64',
      day: 'date32',
      dayMs: 'timestamp_us',
      ms: 'timestamp_us',
      seconds: 'timestamp_us',
      nanos: 'timestamp_us',
      nothing: 'utf8',
      x: 'float64',
    });
    const rows = await rowsOf(source);
    expect(rows).toMatchObject(expected);
    expect(rows.map(({ ms }) => ms)).toEqual(instants);
    expect(rows[1]!.seconds).toEqual(new Date('2024-02-29T12:34:56Z'));
    expect(rows[3]!.nanos).toEqual(new Date(-2));
    expect(rows.map(({ nothing }) => nothing)).toEqual([null, null, null, null]);
  });

  test('reads slices, batches, chunks and bytes alike', async () => {
    const whole = await rowsOf(await fromTable(table));
    const doubled = table.concat(table.slice(1, 4));
    expect(await rowsOf(await fromTable(doubled))).toEqual([...whole, ...whole.slice(1, 4)]);
    for (const batchRows of [1, 2, 3]) {
      expect(await rowsOf(await fromTable(doubled, { batchRows }))).toEqual([...whole, ...whole.slice(1, 4)]);
    }
    expect(await rowsOf(await fromTable(table.slice(1, 3)))).toEqual(whole.slice(1, 3));
    expect(await rowsOf(await fromTable(table.batches[0]!.slice(2, 4) as RecordBatch))).toEqual(whole.slice(2));
    for (const format of ['file', 'stream'] as const) {
      const bytes = tableToIPC(table.select(['text', 'words', 'flag', 'x', 'ms']), format);
      const rows = await rowsOf(await fromTable(bytes));
      expect(rows).toEqual(whole.map(({ text, words, flag, x, ms }) => ({ text, words, flag, x, ms })));
    }
  });

  test('cuts booleans at any bit', async () => {
    const bits = Array.from({ length: 77 }, (_, i) => (i % 11 === 0 ? null : i % 3 === 0));
    const flags = new Table({
      flag: vectorFromArray(bits, new Bool()),
      i: vectorFromArray([...bits.keys()], new Int32()),
    });
    for (const [begin, end] of [
      [0, 77],
      [1, 9],
      [5, 70],
      [8, 24],
      [33, 34],
    ] as const) {
      const rows = await rowsOf(await fromTable(flags.slice(begin, end)), { batchRows: 5 });
      expect(rows.map(({ flag }) => flag)).toEqual(bits.slice(begin, end));
      expect(rows[0]!.i).toBe(begin);
    }
  });

  test('names the column of a type that no batch holds', async () => {
    const list = new Table({ ok: vectorFromArray([1, 2]), deep: vectorFromArray([[1], [2]]) });
    expect(list.schema.fields[1]!.type).toBeInstanceOf(List);
    await expect(fromTable(list)).rejects.toMatchObject({ code: 'COLUMN_TYPE', column: 'deep' });
    const struct = new Table({ deep: vectorFromArray([{ a: 1 }], new Struct([new Field('a', new Int32())])) });
    await expect(fromTable(struct)).rejects.toMatchObject({ code: 'COLUMN_TYPE', column: 'deep' });
  });

  test('finds the row of text that is not UTF-8', async () => {
    const values = new Uint8Array([97, 98, 0xff, 99]);
    const data = makeData({ type: new Utf8(), length: 4, valueOffsets: new Int32Array([0, 1, 2, 3, 4]), data: values });
    await expect(fromTable(new Table({ text: new Vector([data]) }))).rejects.toMatchObject({
      code: 'ENCODING_INVALID',
      column: 'text',
      row: 2,
    });
    // A character that two rows share is whole in the buffer and half in each row.
    const shared = makeData({
      type: new Utf8(),
      length: 3,
      valueOffsets: new Int32Array([0, 1, 2, 3]),
      data: new Uint8Array([97, 0xc3, 0xbc]),
    });
    await expect(fromTable(new Table({ text: new Vector([shared]) }))).rejects.toMatchObject({
      code: 'ENCODING_INVALID',
      row: 1,
    });
  });

  test('refuses memory that may change under it', async () => {
    const shared = new Float64Array(new SharedArrayBuffer(16));
    await expect(fromTable(tableFromArrays({ x: shared }))).rejects.toMatchObject({ code: 'BUFFER_REFUSED' });
    const resizable = Reflect.construct(ArrayBuffer, [16, { maxByteLength: 32 }]) as ArrayBuffer;
    await expect(fromTable(tableFromArrays({ x: new Float64Array(resizable) }))).rejects.toMatchObject({
      code: 'BUFFER_REFUSED',
    });
    await expect(fromTable(new Uint8Array(new SharedArrayBuffer(64)))).rejects.toMatchObject({
      code: 'BUFFER_REFUSED',
    });
    const values = new Float64Array([1, 2, 3]);
    const source = await fromTable(tableFromArrays({ x: values }));
    structuredClone(values.buffer, { transfer: [values.buffer] });
    await expect(rowsOf(source)).rejects.toMatchObject({ code: 'BUFFER_REFUSED' });
  });

  test.each<[string, unknown, object, string]>([
    ['bytes of something else', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), {}, 'FILE_UNREADABLE'],
    ['something else', 'text', {}, 'OPTION_INVALID'],
    ['types', tableFromArrays({ x: new Float64Array(1) }), { types: { x: 'int8' } }, 'OPTION_UNKNOWN'],
    ['no rows', tableFromArrays({ x: new Float64Array(0) }), {}, 'ROWS_TOO_FEW'],
    ['a role for no column', tableFromArrays({ x: new Float64Array(1) }), { roles: { y: 'text' } }, 'COLUMN_MISSING'],
    [
      'two columns of one name',
      new Table(new ArrowSchema([new Field('a', new Int32()), new Field('a', new Int32())])),
      {},
      'COLUMN_DUPLICATE',
    ],
  ])('refuses %s', async (_, given, options, code) => {
    await expect(fromTable(given as Table, options)).rejects.toMatchObject({ code });
  });
});
