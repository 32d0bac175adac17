import { describe, expect, it } from 'vitest';
import type { ColumnData, ColumnType, Row, RowValue } from '../../src/core/column.ts';
import {
  column,
  type ExpressionNode,
  type ExpressionType,
  evaluate,
  evaluateRow,
  expressionOf,
  formatExpression,
  parseExpression,
} from '../../src/expression/index.ts';
import { isWindow, OPERATION_NAMES, OPERATIONS, type Operation } from '../../src/expression/operations.ts';
import { batchOf, columnOf, rowsOf, schemaOf } from './batch.ts';
import { errorOf, randomBelow } from './support.ts';

const TYPES = {
  f64: 'float64',
  f32: 'float32',
  i32: 'int32',
  i64: 'int64',
  yes: 'boolean',
  no: 'boolean',
  name: 'utf8',
  word: 'utf8',
  day: 'date32',
  time: 'timestamp_us',
} as const satisfies Record<string, ColumnType>;

const POOLS: Readonly<Record<string, readonly (number | string | boolean)[]>> = {
  f64: [0, -1.5, 3, 1e300, 0.1, 700],
  f32: [0.1, -2, 1e10],
  i32: [0, 1, -7, 2_000_000_000],
  i64: [0, 5, -(2 ** 50)],
  yes: [true, false],
  no: [true, false],
  name: ['', 'Ada', ' ÅSE ', '12.5', '\u{1F600}x'],
  word: ['a', 'Å', '', 'x', '1h 30m', '$5', '2001-01-31'],
  day: [0, -1, 11_016, 20_000],
  time: [0, -1, 980_920_799_123, -2_000_000_000_000],
};

describe('one row', () => {
  it('has the value it has in a batch, whatever the expression', () => {
    const random = randomBelow(99);
    const length = 41;
    const data: Record<string, ColumnData> = {};
    const rows: Record<string, RowValue>[] = Array.from({ length }, () => ({}));
    for (const [name, type] of Object.entries(TYPES)) {
      const pool = POOLS[name]!;
      const values = Array.from({ length }, () => (random(5) === 0 ? null : pool[random(pool.length)]!));
      data[name] = columnOf(type, values);
      for (const [i, value] of values.entries()) rows[i]![name] = rowValue(type, value);
    }
    const batch = { ...batchOf(data), rowIds: new Float64Array(length) };
    const schema = schemaOf(TYPES);
    for (let k = 0; k < 1500; k++) {
      const type = (['number', 'boolean', 'text', 'datetime'] as const)[random(4)]!;
      const expression = expressionOf(randomNode(random, type, 3));
      if (expression.node.kind === 'column') continue;
      const values = rowsOf(evaluate(expression, batch).column);
      // A Date cuts to milliseconds.
      const together = type === 'datetime' ? values.map((value) => value && Math.floor(value as number)) : values;
      const alone = rows.map((row) => evaluateRow(expression, row, schema));
      const asBatch = alone.map((value) => (value instanceof Date ? value.getTime() : value));
      expect(asBatch, formatExpression(expression)).toEqual(together);
    }
  });

  it('takes the type of its value when there is no schema', () => {
    const row: Row = { delay: 20, status: 'ok', at: new Date(Date.UTC(2001, 0, 1, 5)), big: 2n ** 60n, gone: null };
    expect(evaluateRow(parseExpression("delay > 15 and status = 'ok'"), row)).toBe(true);
    expect(evaluateRow(parseExpression('hour(at)'), row)).toBe(5);
    expect(evaluateRow(parseExpression('big + 0'), row)).toBe(2 ** 60);
    expect(evaluateRow(parseExpression('at'), row)).toEqual(row.at);
    expect(evaluateRow(parseExpression('upper(status)'), row)).toBe('OK');
    expect(evaluateRow(parseExpression('lower(gone)'), row)).toBeNull();
    expect(evaluateRow(parseExpression('hour(absent)'), row)).toBeNull();
    expect(evaluateRow(parseExpression('gone is null and absent is null'), row)).toBe(true);
  });

  it('keeps to the batch when the types of its values change', () => {
    const expression = parseExpression('x is null');
    expect(evaluateRow(expression, { x: 'text' })).toBe(false);
    expect(evaluateRow(expression, { x: 5 })).toBe(false);
    expect(evaluateRow(expression, { x: null })).toBe(true);
  });

  it('refuses values that the column cannot hold', () => {
    const schema = schemaOf(TYPES);
    const bad: readonly (readonly [string, RowValue])[] = [
      ['f64', '3'],
      ['yes', 1],
      ['name', 5],
      ['time', 'soon'],
      ['day', 5],
    ];
    for (const [name, value] of bad) {
      const error = errorOf(() => evaluateRow(column(name).isMissing(), { [name]: value }, schema));
      expect([error.code, error.column]).toEqual(['VALUE_INVALID', name]);
    }
    expect(evaluateRow(column('time').hour(), { time: '2001-01-31 06:00' }, schema)).toBe(6);
    expect(errorOf(() => evaluateRow(column('other').isMissing(), {}, schema)).code).toBe('COLUMN_MISSING');
  });
});

function rowValue(type: ColumnType, value: number | string | boolean | null): RowValue {
  if (value === null || typeof value !== 'number') return value;
  if (type === 'date32') return new Date(value * 86_400_000);
  return type === 'timestamp_us' ? new Date(value) : type === 'int64' ? BigInt(value) : value;
}

/** Literal texts that operations take, where they are no choice of a few. */
const LITERALS: Readonly<Record<string, readonly string[]>> = {
  parseUnit: ['min', 'h'],
  parseDate: ['UTC'],
  mapValues: ['a', 'Å', 'Ada'],
  splitPart: ['d', '.'],
  padStart: ['x', 'Å'],
  padEnd: ['x', 'Å'],
  matches: ['^A', '\\d'],
  extract: ['(A)?d'],
  replaceMatches: ['[a-z]', ''],
  toZone: ['Europe/Berlin', 'America/New_York'],
  fromZone: ['Europe/Berlin', 'America/New_York'],
  holiday: ['DE'],
  isHoliday: ['US'],
};
/** Those that take no negative number as a literal. */
const COUNTING = new Set<string>(['padStart', 'padEnd', 'repeat', 'left', 'right', 'extract']);
const ONE_PLACE = new Set<string>(['holiday', 'isHoliday']);

/** A tree that type-checks. */
function randomNode(random: (below: number) => number, type: ExpressionType, depth: number): ExpressionNode {
  if (depth === 0) return randomLeaf(random, type);
  const fitting = OPERATION_NAMES.filter(
    (name) => ['same', type].includes(OPERATIONS[name].result) && !isWindow(name) && name !== 'over',
  );
  const operation = fitting[random(fitting.length)]!;
  const { parameters, variadic, result }: Operation = OPERATIONS[operation];
  const shared: ExpressionType =
    result === 'same' ? type : pick(random, parameters.find(({ same }) => same)?.types ?? (['number'] as const));
  const count = ONE_PLACE.has(operation)
    ? 2
    : parameters.length + (variadic ? random(2) * (operation === 'mapValues' ? 2 : 1) : 0);
  const nodes = Array.from({ length: count }, (_, i): ExpressionNode => {
    const { same, types, literal, choices = LITERALS[operation] } = parameters[Math.min(i, parameters.length - 1)]!;
    if (literal && choices !== undefined && types[0] === 'text')
      return { kind: 'literal', value: pick(random, choices) };
    if (operation.startsWith('cycle') && literal) return { kind: 'literal', value: 24 };
    if (literal && !same) return { kind: 'literal', value: COUNTING.has(operation) ? random(2) : random(7) - 3 };
    const wanted = same ? shared : pick(random, types);
    return literal ? randomLiteral(random, wanted) : randomNode(random, wanted, depth - 1);
  });
  return { kind: 'call', operation, arguments: nodes };
}

function randomLeaf(random: (below: number) => number, type: ExpressionType): ExpressionNode {
  if (random(4) === 0) return randomLiteral(random, type);
  const names = {
    number: ['f64', 'f32', 'i32', 'i64'],
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
