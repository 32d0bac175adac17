import { MillraceError } from '../core/errors.ts';
import { isoFromMicroseconds } from './civil.ts';
import { formatNode } from './format.ts';
import type { ExpressionNode } from './node.ts';
import type { OperationName } from './operations.ts';
import type {
  BooleanExpression,
  BooleanLike,
  DatetimeExpression,
  DatetimeLike,
  ExpressionLike,
  NumberExpression,
  NumberLike,
  ParseDateOptions,
  ParseNumberOptions,
  ParseUnitOptions,
  TextExpression,
  TextLike,
} from './types.ts';

/** Operations whose result has the type of their operands, while that type is not known. */
interface OfUnknownType {
  fillMissing(value: AnyExpression): AnyExpression;
  choose(a: AnyExpression, b: AnyExpression): AnyExpression;
}

/** An expression whose type is known only to the schema: it has every method, and misuse is found when it is checked. */
export type AnyExpression = OfUnknownType & NumberExpression & TextExpression & BooleanExpression & DatetimeExpression;

/** The one class behind every expression type. Immutable; its methods only grow the tree. */
class ColumnExpression {
  readonly node: ExpressionNode;

  constructor(node: ExpressionNode) {
    this.node = node;
  }

  toJSON(): ExpressionNode {
    return this.node;
  }

  toString(): string {
    return formatNode(this.node);
  }

  add(value: ExpressionLike): AnyExpression {
    return this.#call('add', value);
  }

  sub(value: ExpressionLike): AnyExpression {
    return this.#call('sub', value);
  }

  mul(value: ExpressionLike): AnyExpression {
    return this.#call('mul', value);
  }

  div(value: ExpressionLike): AnyExpression {
    return this.#call('div', value);
  }

  mod(value: ExpressionLike): AnyExpression {
    return this.#call('mod', value);
  }

  pow(value: ExpressionLike): AnyExpression {
    return this.#call('pow', value);
  }

  neg(): AnyExpression {
    return this.#call('neg');
  }

  abs(): AnyExpression {
    return this.#call('abs');
  }

  log(): AnyExpression {
    return this.#call('log');
  }

  log1p(): AnyExpression {
    return this.#call('log1p');
  }

  exp(): AnyExpression {
    return this.#call('exp');
  }

  sqrt(): AnyExpression {
    return this.#call('sqrt');
  }

  floor(): AnyExpression {
    return this.#call('floor');
  }

  ceil(): AnyExpression {
    return this.#call('ceil');
  }

  round(digits = 0): AnyExpression {
    return this.#call('round', digits);
  }

  clip(low: ExpressionLike, high: ExpressionLike): AnyExpression {
    return this.#call('clip', low, high);
  }

  eq(value: ExpressionLike): AnyExpression {
    return this.#call('eq', value);
  }

  ne(value: ExpressionLike): AnyExpression {
    return this.#call('ne', value);
  }

  lt(value: ExpressionLike): AnyExpression {
    return this.#call('lt', value);
  }

  le(value: ExpressionLike): AnyExpression {
    return this.#call('le', value);
  }

  gt(value: ExpressionLike): AnyExpression {
    return this.#call('gt', value);
  }

  ge(value: ExpressionLike): AnyExpression {
    return this.#call('ge', value);
  }

  isIn(values: readonly (number | string | boolean | Date | null)[]): AnyExpression {
    return this.#call('isIn', ...values);
  }

  and(value: ExpressionLike): AnyExpression {
    return this.#call('and', value);
  }

  or(value: ExpressionLike): AnyExpression {
    return this.#call('or', value);
  }

  not(): AnyExpression {
    return this.#call('not');
  }

  choose(a: ExpressionLike, b: ExpressionLike): AnyExpression {
    return this.#call('when', a, b);
  }

  isMissing(): AnyExpression {
    return this.#call('isMissing');
  }

  fillMissing(value: ExpressionLike): AnyExpression {
    return this.#call('coalesce', value);
  }

  lower(): AnyExpression {
    return this.#call('lower');
  }

  upper(): AnyExpression {
    return this.#call('upper');
  }

  trim(): AnyExpression {
    return this.#call('trim');
  }

  length(): AnyExpression {
    return this.#call('length');
  }

  contains(value: ExpressionLike): AnyExpression {
    return this.#call('contains', value);
  }

  startsWith(value: ExpressionLike): AnyExpression {
    return this.#call('startsWith', value);
  }

  endsWith(value: ExpressionLike): AnyExpression {
    return this.#call('endsWith', value);
  }

  concat(...parts: readonly ExpressionLike[]): AnyExpression {
    return this.#call('concat', ...parts);
  }

  replace(part: ExpressionLike, by: ExpressionLike): AnyExpression {
    return this.#call('replace', part, by);
  }

  slice(start: number, end?: number): AnyExpression {
    return end === undefined ? this.#call('slice', start) : this.#call('slice', start, end);
  }

  year(): AnyExpression {
    return this.#call('year');
  }

  quarter(): AnyExpression {
    return this.#call('quarter');
  }

  month(): AnyExpression {
    return this.#call('month');
  }

  day(): AnyExpression {
    return this.#call('day');
  }

  dayOfYear(): AnyExpression {
    return this.#call('dayOfYear');
  }

  dayOfWeek(): AnyExpression {
    return this.#call('dayOfWeek');
  }

  hour(): AnyExpression {
    return this.#call('hour');
  }

  minute(): AnyExpression {
    return this.#call('minute');
  }

  second(): AnyExpression {
    return this.#call('second');
  }

  epochSeconds(): AnyExpression {
    return this.#call('epochSeconds');
  }

  weekend(): AnyExpression {
    return this.#call('weekend');
  }

  toNumber(): AnyExpression {
    return this.#call('toNumber');
  }

  toText(): AnyExpression {
    return this.#call('toText');
  }

  parseNumber({ decimal = '.', percent = 'share' }: ParseNumberOptions = {}): AnyExpression {
    return this.#call('parseNumber', decimal, percent);
  }

  parseUnit(unit: string, { bare = unit, clock = 'h:mm', decimal = '.' }: ParseUnitOptions = {}): AnyExpression {
    return this.#call('parseUnit', unit, bare ?? '', clock, decimal);
  }

  parseDate({ order = 'none', zone = 'UTC', formats = [] }: ParseDateOptions = {}): AnyExpression {
    return this.#call('parseDate', order, zone, ...formats);
  }

  normalize(form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD' = 'NFC'): AnyExpression {
    return this.#call('normalize', form);
  }

  stripAccents(): AnyExpression {
    return this.#call('stripAccents');
  }

  collapseSpaces(): AnyExpression {
    return this.#call('collapseSpaces');
  }

  mapValues(map: Readonly<Record<string, string>>): AnyExpression {
    const pairs = Object.entries(map).flat();
    return pairs.length === 0 ? expressionOf(this.node) : this.#call('mapValues', ...pairs);
  }

  #call(operation: OperationName, ...values: readonly ExpressionLike[]): AnyExpression {
    return expressionOf({ kind: 'call', operation, arguments: [this.node, ...values.map(nodeOf)] });
  }
}

/** Wraps a tree. */
export function expressionOf(node: ExpressionNode): AnyExpression {
  return new ColumnExpression(node);
}

/**
 * The tree of an expression, or a literal's.
 * @throws MillraceError EXPRESSION_INVALID for a value that no literal can hold.
 */
export function nodeOf(value: ExpressionLike): ExpressionNode {
  if (value instanceof ColumnExpression) return value.node;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { kind: 'literal', value };
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return { kind: 'literal', value: Number(value) };
  // Zero has one form: JSON does not keep the sign of the other.
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'literal', value: value === 0 ? 0 : value };
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return { kind: 'datetime', value: isoFromMicroseconds(value.getTime() * 1000) };
  }
  throw new MillraceError('EXPRESSION_INVALID', `${String(value)} can be no part of an expression`, {
    value,
    remedy: 'use an expression, a finite number that float64 holds exactly, text, true, false, a valid Date or null',
  });
}

/** The value of a column in each row. */
export function column(name: string): AnyExpression {
  return expressionOf({ kind: 'column', name });
}

/** The id of the row in its source: a whole number from 0. Of a single row that is predicted it is 0. */
export function rowId(): NumberExpression {
  return expressionOf({ kind: 'rowId' });
}

/** The same value in every row; null is missing. */
export function literal(value: number | bigint): NumberExpression;
export function literal(value: boolean): BooleanExpression;
export function literal(value: string): TextExpression;
export function literal(value: Date): DatetimeExpression;
export function literal(value: null): AnyExpression;
export function literal(value: ExpressionLike): AnyExpression {
  return expressionOf(nodeOf(value));
}

/** `a` where the condition is true, `b` where it is false, missing where it is missing. */
export function when(condition: BooleanLike, a: NumberLike, b: NumberLike): NumberExpression;
export function when(condition: BooleanLike, a: BooleanLike, b: BooleanLike): BooleanExpression;
export function when(condition: BooleanLike, a: TextLike, b: TextLike): TextExpression;
export function when(condition: BooleanLike, a: DatetimeLike, b: DatetimeLike): DatetimeExpression;
export function when(condition: ExpressionLike, a: ExpressionLike, b: ExpressionLike): AnyExpression {
  return expressionOf({ kind: 'call', operation: 'when', arguments: [nodeOf(condition), nodeOf(a), nodeOf(b)] });
}

/** The first value that is not missing. */
export function coalesce(first: NumberLike, ...others: readonly NumberLike[]): NumberExpression;
export function coalesce(first: BooleanLike, ...others: readonly BooleanLike[]): BooleanExpression;
export function coalesce(first: TextLike, ...others: readonly TextLike[]): TextExpression;
export function coalesce(first: DatetimeLike, ...others: readonly DatetimeLike[]): DatetimeExpression;
export function coalesce(...values: readonly ExpressionLike[]): AnyExpression {
  return expressionOf({ kind: 'call', operation: 'coalesce', arguments: values.map(nodeOf) });
}
