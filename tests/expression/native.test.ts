import { describe, expect, it } from 'vitest';
import type { ColumnData, ColumnType } from '../../src/core/column.ts';
import { Column } from '../../src/engine/column.ts';
import {
  type ExpressionNode,
  type ExpressionType,
  evaluate,
  evaluateNatively,
  expressionOf,
  formatExpression,
  parseExpression,
} from '../../src/expression/index.ts';
import { isWindow, OPERATION_NAMES, OPERATIONS, type Operation } from '../../src/expression/operations.ts';
import { columnOf } from './batch.ts';
import { randomBelow } from './support.ts';

const TYPES = {
  f64: 'float64',
  full: 'float64',
  f32: 'float32',
  i8: 'int8',
  i32: 'int32',
  i64: 'int64',
  u64: 'uint64',
  yes: 'boolean',
  no: 'boolean',
  name: 'utf8',
  word: 'utf8',
  day: 'date32',
  time: 'timestamp_us',
} as const satisfies Record<string, ColumnType>;

const POOLS: Readonly<Record<string, readonly (number | string | boolean | bigint)[]>> = {
  f64: [0, -0, -1.5, 3, 1e300, 0.1, 2.5, Number.POSITIVE_INFINITY, Number.NaN],
  full: [0, -0, 1, 7, -3, 1e-320],
  f32: [0.1, -2, 1e10],
  i8: [1, -1, 100],
  i32: [0, 1, -7, 2_000_000_000],
  i64: [0n, 5n, -(2n ** 60n) - 1n],
  u64: [0n, 2n ** 64n - 1n],
  yes: [true, false],
  no: [true, false],
  name: ['', 'Ada', ' ÅSE ', '12.5', '\u{1F600}x', 'A'],
  word: ['a', 'Å', '', 'x', 'Ada'],
  day: [0, -1, 11_016, 20_000, -719_162],
  time: [0, -1, 980_920_799_123, -2_000_000_000_000, 951_782_400_000],
};

function randomColumns(random: (below: number) => number, length: number): Record<string, ColumnData> {
  return Object.fromEntries(
    Object.entries(TYPES).map(([name, type]) => {
      const pool = POOLS[name]!;
      const value = () => (name !== 'full' && random(5) === 0 ? null : pool[random(pool.length)]!);
      return [name, columnOf(type, Array.from({ length }, value))];
    }),
  );
}

describe('the engine', () => {
  it.each([0, 1, 41])('gives the bits that the TypeScript kernels give, over %d rows', async (length) => {
    const random = randomBelow(5 + length);
    const data = randomColumns(random, length);
    const rowIds = Float64Array.from({ length }, (_, i) => 1000 + i);
    const columns = new Map(Object.entries(data).map(([name, column]) => [name, Column.fromData(column)]));
    let native = 0;
    for (let k = 0; k < 2500; k++) {
      const type = (['number', 'boolean', 'datetime'] as const)[random(3)]!;
      const expression = expressionOf(randomNode(random, type, 3));
      const made = evaluateNatively(expression, { length, rowIds, columns });
      if (made === undefined) continue;
      native++;
      const { column, nonFinite } = await made;
      const reference = evaluate(expression, { length, rowIds, column: (name) => data[name]! });
      const text = formatExpression(expression);
      expect(bitsOf(column.data), text).toEqual(bitsOf(reference.column));
      expect(nonFinite, text).toBe(reference.nonFinite);
    }
    expect(native).toBeGreaterThan(1000);
  });

  it('leaves what has no native form to the kernels', () => {
    const columns = new Map([['name', Column.fromData(columnOf('utf8', ['a']))]]);
    const batch = { length: 1, rowIds: Float64Array.of(0), columns };
    for (const text of ['upper(name)', "matches(name, 'a')", 'sin(length(name))', 'over(lag(length(name)), name)']) {
      expect(evaluateNatively(parseExpression(text), batch)).toBeUndefined();
    }
    expect(evaluateNatively(parseExpression("name = 'a'"), batch)).toBeDefined();
  });
});

/** Values of missing rows say nothing. */
function bitsOf(column: ColumnData): unknown {
  const { type, length, nullCount } = column;
  const valid = (row: number) => column.validity === undefined || ((column.validity[row >> 3]! >> (row & 7)) & 1) === 1;
  const bytes = new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength);
  const rows = Array.from({ length }, (_, row) => {
    if (!valid(row)) return null;
    if (type === 'boolean') return (bytes[row >> 3]! >> (row & 7)) & 1;
    return bytes.slice(8 * row, 8 * row + 8).join();
  });
  return { type, length, nullCount, rows };
}

/** A tree that type-checks, of operations most of which have a native form. */
function randomNode(random: (below: number) => number, type: ExpressionType, depth: number): ExpressionNode {
  if (depth === 0 || type === 'text') return randomLeaf(random, type);
  const fitting = OPERATION_NAMES.filter(
    (name) => ['same', type].includes(OPERATIONS[name].result) && !isWindow(name) && name !== 'over' && isPlain(name),
  );
  const operation = fitting[random(fitting.length)]!;
  const { parameters, variadic, result }: Operation = OPERATIONS[operation];
  const shared: ExpressionType =
    result === 'same' ? type : pick(random, parameters.find(({ same }) => same)?.types ?? (['number'] as const));
  const nodes = Array.from({ length: parameters.length + (variadic ? random(2) : 0) }, (_, i): ExpressionNode => {
    const { same, types, literal } = parameters[Math.min(i, parameters.length - 1)]!;
    if (literal && !same) return { kind: 'literal', value: random(7) - 3 };
    const wanted = same ? shared : pick(random, types);
    if (literal && random(5) === 0) return { kind: 'literal', value: null };
    return literal ? randomLiteral(random, wanted) : randomNode(random, wanted, depth - 1);
  });
  return { kind: 'call', operation, arguments: nodes };
}

/** Whether the literals of an operation can be any whole number. */
function isPlain(name: (typeof OPERATION_NAMES)[number]): boolean {
  return (
    OPERATIONS[name].parameters.every(({ literal, same, types }) => !literal || same || types[0] === 'number') &&
    !name.startsWith('cycle')
  );
}

function randomLeaf(random: (below: number) => number, type: ExpressionType): ExpressionNode {
  if (random(4) === 0) return randomLiteral(random, type);
  if (type === 'number' && random(8) === 0) return { kind: 'rowId' };
  const names = {
    number: ['f64', 'full', 'f32', 'i8', 'i32', 'i64', 'u64'],
    boolean: ['yes', 'no'],
    text: ['name', 'word'],
    datetime: ['day', 'time'],
  };
  return { kind: 'column', name: pick(random, names[type]) };
}

function randomLiteral(random: (below: number) => number, type: ExpressionType): ExpressionNode {
  if (type === 'datetime') return { kind: 'datetime', value: '2001-01-31T06:00:00.5Z' };
  const values = { number: [0, 1, -3, 0.1], boolean: [true, false], text: ['', 'a', 'Å', 'Ada'] }[type];
  return { kind: 'literal', value: pick<number | boolean | string>(random, values) };
}

function pick<T>(random: (below: number) => number, from: readonly T[]): T {
  return from[random(from.length)]!;
}
