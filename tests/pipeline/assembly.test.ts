// Rows of a matrix are put together in tiles, on any thread, and operations beside each other: no bit and no fault differs.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  columns,
  type FeatureMatrix,
  fitTransform,
  keep,
  oneHotEncoder,
  type Source,
  standardScaler,
} from '../../src/index.ts';
import { faultOf } from '../support/fault.ts';
import { sourceOf } from '../support/golden-tables.ts';

// More than one block, the last tile and block cut short.
const ROWS = 9_300;
const whole = Array.from({ length: ROWS }, (_, i) => (i * 37) % 251);
const names = whole.map((value) => `kind ${value % 40}`);
const types = {
  a: 'int8',
  b: 'uint16',
  c: 'int32',
  d: 'uint8',
  e: 'float32',
  f: 'float64',
  g: 'boolean',
} as const;
const numbers = Object.keys(types);
const table = {
  a: whole.map((value) => value - 125),
  b: whole.map((value) => value * 200),
  c: whole.map((value) => -value * 1_000_003),
  d: whole,
  e: whole.map((value) => Math.fround(value / 3)),
  f: whole.map((value) => value / 7),
  g: whole.map((value) => value % 2 === 0),
};
let source: Source;
beforeAll(async () => {
  source = await sourceOf({ ...table, name: names }, { types, batchRows: 5000 });
});

function bits(matrix: FeatureMatrix): number[] {
  const rows = matrix.rows();
  const out = [...new Uint32Array(rows.values.buffer, rows.values.byteOffset, rows.values.length)];
  return rows.sparse ? [...rows.offsets, ...rows.indices, ...out] : out;
}

describe('a matrix', () => {
  test('of columns of every type of number holds their values', async () => {
    const { matrix } = await fitTransform(keep(numbers), source, { threads: 2 });
    const { values } = matrix.rows();
    const expected = Float32Array.from({ length: ROWS * numbers.length }, (_, i) =>
      Number(table[numbers[i % numbers.length] as keyof typeof table][Math.floor(i / numbers.length)]),
    );
    expect(values.every((value, i) => value === expected[i])).toBe(true);
  });

  test.each([
    ['dense', () => columns([numbers, standardScaler()])],
    ['sparse', () => columns([['e', 'f'], standardScaler()], keep(['a', 'c']), oneHotEncoder('name'))],
  ])('%s, has the same bits on one thread and on several', async (_, steps) => {
    const one = await fitTransform(steps(), source, { threads: 1 });
    for (const threads of [2, 4, 7]) {
      const many = await fitTransform(steps(), source, { threads });
      expect(bits(many.matrix)).toEqual(bits(one.matrix));
      expect(many.matrix.info).toEqual(one.matrix.info);
    }
  });
});

describe('of several faults the same one is told on any number of threads', () => {
  test.each([
    ['missing values', null, 'VALUE_MISSING'],
    ['infinite values', Infinity, 'VALUE_INFINITE'],
    ['values beyond float32', 1e300, 'VALUE_INFINITE'],
  ])('%s', async (_, bad, code) => {
    const with_ = (values: readonly number[], at: readonly number[]) =>
      values.map((value, row) => (at.includes(row) ? bad : value));
    const broken = await sourceOf(
      { e: with_(table.f, [4500, 9000]), f: with_(table.f, [300, 4400]), d: table.d },
      { types: { e: 'float64', f: 'float64', d: 'uint8' } },
    );
    const told = (threads: number, ...step: Parameters<typeof keep>) =>
      faultOf(() => fitTransform(keep(...step), broken, { threads }));
    const one = await told(1, ['d', 'e', 'f']);
    expect(one.code).toBe(code);
    const four = await told(4, ['d', 'e', 'f']);
    expect(four.message).toBe(one.message);
    expect(four.row).toBe(one.row);
  });
});
