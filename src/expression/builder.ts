import { MillraceError } from '../core/errors.ts';
import { isoFromMicroseconds } from './civil.ts';
import { formatNode } from './format.ts';
import type { ExpressionNode } from './node.ts';
import type { OperationName, TimeUnit } from './operations.ts';
import type {
  BooleanExpression,
  BooleanLike,
  DatetimeExpression,
  DatetimeLike,
  ExpressionLike,
  NumberExpression,
  NumberLike,
  OverOptions,
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
  lag(rows?: number): AnyExpression;
  over(entity: ExpressionLike, options?: OverOptions): AnyExpression;
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

  sign(): AnyExpression {
    return this.#call('sign');
  }

  log2(): AnyExpression {
    return this.#call('log2');
  }

  log10(): AnyExpression {
    return this.#call('log10');
  }

  sin(): AnyExpression {
    return this.#call('sin');
  }

  cos(): AnyExpression {
    return this.#call('cos');
  }

  tan(): AnyExpression {
    return this.#call('tan');
  }

  isFinite(): AnyExpression {
    return this.#call('isFinite');
  }

  reverse(): AnyExpression {
    return this.#call('reverse');
  }

  title(): AnyExpression {
    return this.#call('title');
  }

  wordCount(): AnyExpression {
    return this.#call('wordCount');
  }

  week(): AnyExpression {
    return this.#call('week');
  }

  daysInMonth(): AnyExpression {
    return this.#call('daysInMonth');
  }

  isLeapYear(): AnyExpression {
    return this.#call('isLeapYear');
  }

  toBoolean(): AnyExpression {
    return this.#call('toBoolean');
  }

  hash(): AnyExpression {
    return this.#call('hash');
  }

  atan2(x: ExpressionLike): AnyExpression {
    return this.#call('atan2', x);
  }

  hypot(value: ExpressionLike): AnyExpression {
    return this.#call('hypot', value);
  }

  cycleSin(period: number): AnyExpression {
    return this.#call('cycleSin', period);
  }

  cycleCos(period: number): AnyExpression {
    return this.#call('cycleCos', period);
  }

  repeat(times: number): AnyExpression {
    return this.#call('repeat', times);
  }

  indexOf(part: ExpressionLike): AnyExpression {
    return this.#call('indexOf', part);
  }

  left(count: number): AnyExpression {
    return this.#call('left', count);
  }

  right(count: number): AnyExpression {
    return this.#call('right', count);
  }

  matches(pattern: string): AnyExpression {
    return this.#call('matches', pattern);
  }

  toZone(zone: string): AnyExpression {
    return this.#call('toZone', zone);
  }

  fromZone(zone: string): AnyExpression {
    return this.#call('fromZone', zone);
  }

  truncate(unit: TimeUnit): AnyExpression {
    return this.#call('truncate', unit);
  }

  between(low: ExpressionLike, high: ExpressionLike): AnyExpression {
    return this.#call('between', low, high);
  }

  splitPart(separator: string, index: number): AnyExpression {
    return this.#call('splitPart', separator, index);
  }

  padStart(width: number, fill = ' '): AnyExpression {
    return this.#call('padStart', width, fill);
  }

  padEnd(width: number, fill = ' '): AnyExpression {
    return this.#call('padEnd', width, fill);
  }

  extract(pattern: string, group = 0): AnyExpression {
    return this.#call('extract', pattern, group);
  }

  replaceMatches(pattern: string, by: ExpressionLike): AnyExpression {
    return this.#call('replaceMatches', pattern, by);
  }

  addTime(count: ExpressionLike, unit: TimeUnit): AnyExpression {
    return this.#call('addTime', count, unit);
  }

  difference(earlier: ExpressionLike, unit: TimeUnit): AnyExpression {
    return this.#call('difference', earlier, unit);
  }

  age(from: ExpressionLike, unit: 'year' | 'month' | 'day' = 'year'): AnyExpression {
    return this.#call('age', from, unit);
  }

  holiday(country: string, ...parts: readonly string[]): AnyExpression {
    return this.#call('holiday', country, ...parts);
  }

  isHoliday(country: string, ...parts: readonly string[]): AnyExpression {
    return this.#call('isHoliday', country, ...parts);
  }

  rollingMean(size: number | string): AnyExpression {
    return this.#call('rollingMean', size);
  }

  rollingSum(size: number | string): AnyExpression {
    return this.#call('rollingSum', size);
  }

  rollingMin(size: number | string): AnyExpression {
    return this.#call('rollingMin', size);
  }

  rollingMax(size: number | string): AnyExpression {
    return this.#call('rollingMax', size);
  }

  rollingStd(size: number | string): AnyExpression {
    return this.#call('rollingStd', size);
  }

  rollingCount(size: number | string): AnyExpression {
    return this.#call('rollingCount', size);
  }

  lag(rows = 1): AnyExpression {
    return this.#call('lag', rows);
  }

  diff(rows = 1): AnyExpression {
    return this.#call('diff', rows);
  }

  cumulativeCount(): AnyExpression {
    return this.#call('cumulativeCount');
  }

  cumulativeSum(): AnyExpression {
    return this.#call('cumulativeSum');
  }

  cumulativeMean(): AnyExpression {
    return this.#call('cumulativeMean');
  }

  timeSinceLast(): AnyExpression {
    return this.#call('timeSinceLast');
  }

  lead(): never {
    throw new MillraceError('EXPRESSION_INVALID', "'lead' looks ahead: no prediction could know the rows that follow", {
      remedy: 'use lag(n), which looks back; make a target of later rows before reading',
    });
  }

  over(entity: ExpressionLike, { time, includeCurrent = false }: OverOptions = {}): AnyExpression {
    if (includeCurrent) return this.#call('over', entity, time ?? null, true);
    return time === undefined ? this.#call('over', entity) : this.#call('over', entity, time);
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

/** The greatest of several numbers, missing ones left out. */
export function greatest(first: NumberLike, ...others: readonly NumberLike[]): NumberExpression {
  return expressionOf({ kind: 'call', operation: 'greatest', arguments: [first, ...others].map(nodeOf) });
}

/** The least of several numbers, missing ones left out. */
export function least(first: NumberLike, ...others: readonly NumberLike[]): NumberExpression {
  return expressionOf({ kind: 'call', operation: 'least', arguments: [first, ...others].map(nodeOf) });
}

/**
 * The distance in kilometres along a great circle between two places in degrees: the haversine formula on a sphere of
 * 6371.0088 km, off by at most 0.6 % from the ellipsoid. A latitude beyond ±90 is missing, and counted as non-finite.
 */
export function distance(lat1: NumberLike, lon1: NumberLike, lat2: NumberLike, lon2: NumberLike): NumberExpression {
  return expressionOf({ kind: 'call', operation: 'distance', arguments: [lat1, lon1, lat2, lon2].map(nodeOf) });
}

/** The direction in which a great circle leaves the first place for the second: degrees east of north, 0 to 360. */
export function bearing(lat1: NumberLike, lon1: NumberLike, lat2: NumberLike, lon2: NumberLike): NumberExpression {
  return expressionOf({ kind: 'call', operation: 'bearing', arguments: [lat1, lon1, lat2, lon2].map(nodeOf) });
}

/** The value of the first condition that is true, else `otherwise`; a missing condition is not true. As SQL's `case`. */
export function cases(
  branches: readonly (readonly [BooleanLike, ExpressionLike])[],
  otherwise: ExpressionLike = null,
): AnyExpression {
  const node = branches.reduceRight<ExpressionNode>(
    (rest, [condition, value]) => caseNode(nodeOf(condition), nodeOf(value), rest),
    nodeOf(otherwise),
  );
  return expressionOf(node);
}

/** `value` where the condition is true, else `rest`. */
export function caseNode(condition: ExpressionNode, value: ExpressionNode, rest: ExpressionNode): ExpressionNode {
  const isTrue: ExpressionNode = {
    kind: 'call',
    operation: 'coalesce',
    arguments: [condition, { kind: 'literal', value: false }],
  };
  return { kind: 'call', operation: 'when', arguments: [isTrue, value, rest] };
}
