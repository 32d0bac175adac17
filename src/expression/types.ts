import type { ColumnType } from '../core/column.ts';
import type { AnyExpression } from './builder.ts';
import type { ExpressionNode } from './node.ts';
import type { TimeUnit } from './operations.ts';

/** What every expression has. `node` is the tree as plain data. Missing operands give missing results. */
export interface Expression {
  readonly node: ExpressionNode;
  /** True where the value is missing (null or NaN); itself never missing. */
  isMissing(): BooleanExpression;
  /** MurmurHash3 of 32 bits, a whole number from 0: of UTF-8, of a float64's bytes, of microseconds. */
  hash(): NumberExpression;
  /** How many of the entity's last rows, or of those of a span of time, have a value. */
  rollingCount(size: number | string): Window<NumberExpression>;
  /** How many of the entity's earlier rows have a value. */
  cumulativeCount(): Window<NumberExpression>;
  toText(): TextExpression;
  toJSON(): ExpressionNode;
  /** Text that `parseExpression` reads back. */
  toString(): string;
}

export type NumberLike = number | bigint | null | NumberExpression;
export type BooleanLike = boolean | null | BooleanExpression;
/** Text orders by code point. */
export type TextLike = string | null | TextExpression;
/** Text is read as ISO 8601: `2001-01-31`, `2001-01-31T06:00:00Z`. */
export type DatetimeLike = Date | string | null | DatetimeExpression;
export type ExpressionLike = NumberLike | BooleanLike | TextLike | DatetimeLike;

/** Comparisons, each missing where either side is. */
interface Comparable<Like> {
  eq(value: Like): BooleanExpression;
  ne(value: Like): BooleanExpression;
  lt(value: Like): BooleanExpression;
  le(value: Like): BooleanExpression;
  gt(value: Like): BooleanExpression;
  ge(value: Like): BooleanExpression;
}

export interface OverOptions {
  /** The time of each row, which must ascend within an entity (`VALUE_INVALID` names the row that does not). */
  readonly time?: DatetimeLike | undefined;
  /** Whether a row is in its own window. Default false: only the past is. Not for lag, diff and timeSinceLast. */
  readonly includeCurrent?: boolean | undefined;
}

/**
 * A look at the rows that came before, complete once `over` says of which entity: `c.amount.lag().over(c.customer)`.
 *
 * Rows count in the order of the source, before it is split: a test row may look back at training rows, and no row
 * looks ahead. Each scan keeps the windows of all entities in memory. A row without an entity gets a missing value, and
 * so does one that is predicted alone (`predictOne`): nothing is known of what came before it.
 */
export interface Window<Result extends Expression> {
  over(entity: ExpressionLike, options?: OverOptions): Result;
}

/** Any numeric column: float64. 64-bit integers beyond 2^53 round to the nearest float64. */
export interface NumberExpression extends Expression, Comparable<NumberLike> {
  /** The value a number of the entity's rows back (1 by default). */
  lag(rows?: number): Window<NumberExpression>;
  /** This minus the value a number of the entity's rows back (1 by default). */
  diff(rows?: number): Window<NumberExpression>;
  /**
   * Over the entity's last rows, or over a span of time such as `'7d'` (us, ms, s, m, h, d, w), which ends before the
   * row's own time. Missing values are left out; missing where none is left. As pandas' `rolling` with `min_periods=1`,
   * `closed='left'`.
   */
  rollingMean(size: number | string): Window<NumberExpression>;
  rollingSum(size: number | string): Window<NumberExpression>;
  rollingMin(size: number | string): Window<NumberExpression>;
  rollingMax(size: number | string): Window<NumberExpression>;
  /** Of a sample: divided by n − 1. */
  rollingStd(size: number | string): Window<NumberExpression>;
  /** Over all earlier rows of the entity. */
  cumulativeSum(): Window<NumberExpression>;
  cumulativeMean(): Window<NumberExpression>;
  add(value: NumberLike): NumberExpression;
  sub(value: NumberLike): NumberExpression;
  mul(value: NumberLike): NumberExpression;
  /** A division by zero is missing and counted as non-finite. */
  div(value: NumberLike): NumberExpression;
  /** The remainder of the floored division: it has the sign of `value`, as in numpy. */
  mod(value: NumberLike): NumberExpression;
  pow(value: NumberLike): NumberExpression;
  neg(): NumberExpression;
  abs(): NumberExpression;
  /** The natural logarithm. */
  log(): NumberExpression;
  /** log(1 + x), exact for small x. */
  log1p(): NumberExpression;
  exp(): NumberExpression;
  sqrt(): NumberExpression;
  floor(): NumberExpression;
  ceil(): NumberExpression;
  /** To a number of decimal digits (0 by default; negative for tens); halves go to the even digit, as in numpy. */
  round(digits?: number): NumberExpression;
  clip(low: NumberLike, high: NumberLike): NumberExpression;
  /** −1, 0 or 1. */
  sign(): NumberExpression;
  log2(): NumberExpression;
  log10(): NumberExpression;
  /** Of an angle in radians. */
  sin(): NumberExpression;
  cos(): NumberExpression;
  tan(): NumberExpression;
  /** The angle of the point (x, this), in radians from −π to π. */
  atan2(x: NumberLike): NumberExpression;
  /** The square root of the sum of both squares. */
  hypot(value: NumberLike): NumberExpression;
  /** False for an infinite value of a column. */
  isFinite(): BooleanExpression;
  /** low ≤ this ≤ high. */
  between(low: NumberLike, high: NumberLike): BooleanExpression;
  /** sin(2π · this / period): with `cycleCos` a point on a circle, on which the end of a cycle is next to its start. */
  cycleSin(period: number): NumberExpression;
  cycleCos(period: number): NumberExpression;
  /** False for 0, else true. */
  toBoolean(): BooleanExpression;
  isIn(values: readonly (number | null)[]): BooleanExpression;
  fillMissing(value: NumberLike): NumberExpression;
}

/** Three-valued as in SQL: `false and missing` is false, `true and missing` is missing. */
export interface BooleanExpression extends Expression, Comparable<BooleanLike> {
  /** The value a number of the entity's rows back (1 by default). */
  lag(rows?: number): Window<BooleanExpression>;
  and(value: BooleanLike): BooleanExpression;
  or(value: BooleanLike): BooleanExpression;
  not(): BooleanExpression;
  /** `a` where this is true, `b` where it is false, missing where it is missing. */
  choose(a: NumberLike, b: NumberLike): NumberExpression;
  choose(a: BooleanLike, b: BooleanLike): BooleanExpression;
  choose(a: TextLike, b: TextLike): TextExpression;
  choose(a: DatetimeLike, b: DatetimeLike): DatetimeExpression;
  isIn(values: readonly (boolean | null)[]): BooleanExpression;
  fillMissing(value: BooleanLike): BooleanExpression;
  /** 1 for true, 0 for false. */
  toNumber(): NumberExpression;
}

export interface TextExpression extends Expression, Comparable<TextLike> {
  /** The value a number of the entity's rows back (1 by default). */
  lag(rows?: number): Window<TextExpression>;
  lower(): TextExpression;
  upper(): TextExpression;
  trim(): TextExpression;
  /** In code points. */
  length(): NumberExpression;
  contains(part: TextLike): BooleanExpression;
  startsWith(part: TextLike): BooleanExpression;
  endsWith(part: TextLike): BooleanExpression;
  concat(...parts: readonly TextLike[]): TextExpression;
  /** Every occurrence of `part`, taken literally. An empty `part` changes nothing. */
  replace(part: TextLike, by: TextLike): TextExpression;
  /** The code points from `start` up to but without `end`; negative ones count from the end, as `String.slice` does. */
  slice(start: number, end?: number): TextExpression;
  /** The part number `index` between separators, from 0 or, negative, from the end; missing where there is none. */
  splitPart(separator: string, index: number): TextExpression;
  /** Filled up in front to a width in code points. Default filling: spaces. */
  padStart(width: number, fill?: string): TextExpression;
  padEnd(width: number, fill?: string): TextExpression;
  repeat(times: number): TextExpression;
  /** Where `part` first stands, in code points from 0; −1 where it does not. */
  indexOf(part: TextLike): NumberExpression;
  /** The first code points. */
  left(count: number): TextExpression;
  /** The last code points. */
  right(count: number): TextExpression;
  reverse(): TextExpression;
  /** Each word with its first letter alone in upper case. */
  title(): TextExpression;
  /** Runs of what is no white space. */
  wordCount(): NumberExpression;
  /**
   * Whether a regular expression matches somewhere in the text. Takes time in proportion to the text, whatever it
   * holds. Patterns have characters, `.`, `[…]`, `\d \w \s \p{L}` and their opposites, `^ $ \b \B`, `(…)`, `(?:…)`, `|`,
   * `* + ? {n,m}` (lazy with a `?` behind), and `(?i)` in front to ignore case; no lookaround, no backreferences.
   */
  matches(pattern: string): BooleanExpression;
  /** What a group of the first match holds, by default all of it; missing where nothing matches. */
  extract(pattern: string, group?: number): TextExpression;
  /** Every match becomes `by`, in which `$1` is the first group, `$0` the match and `$$` a dollar. */
  replaceMatches(pattern: string, by: TextLike): TextExpression;
  between(low: TextLike, high: TextLike): BooleanExpression;
  /** `true`, `t`, `yes`, `y`, `on`, `1` and their opposites, in any case; other text is missing. */
  toBoolean(): BooleanExpression;
  isIn(values: readonly (string | null)[]): BooleanExpression;
  fillMissing(value: TextLike): TextExpression;
  /** Text that is no decimal number becomes missing. */
  toNumber(): NumberExpression;
  /** A number as people write it: with currency, percent, groups of digits, parentheses, magnitudes (`1.5k`). */
  parseNumber(options?: ParseNumberOptions): NumberExpression;
  /** A quantity in one unit: `22 minutes`, `1h 30m`, `1:30`, `5 ft 11 in`, `60 mph`, `−3 °C`. */
  parseUnit(unit: string, options?: ParseUnitOptions): NumberExpression;
  /** A date or time as people write it, as an instant. */
  parseDate(options?: ParseDateOptions): DatetimeExpression;
  /** One of Unicode's normal forms. Default NFC. */
  normalize(form?: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): TextExpression;
  /** Letters without the marks above and below them. */
  stripAccents(): TextExpression;
  /** Runs of white space as one space each. */
  collapseSpaces(): TextExpression;
  /** What each value is mapped to; others as they are. */
  mapValues(map: Readonly<Record<string, string>>): TextExpression;
}

export interface ParseNumberOptions {
  /** What stands in front of fractions. Default a point. */
  readonly decimal?: '.' | ',' | undefined;
  /** Whether `12%` is 0.12 (default) or 12. */
  readonly percent?: 'share' | 'number' | undefined;
}

export interface ParseUnitOptions {
  /** The unit of numbers without one; null where such numbers are nothing. Default the unit that is asked for. */
  readonly bare?: string | null | undefined;
  /** What `1:30` is. Default hours and minutes. */
  readonly clock?: 'h:mm' | 'm:ss' | undefined;
  readonly decimal?: '.' | ',' | undefined;
}

export interface ParseDateOptions {
  /** What is first in `03/04/2001`. Default `none`: such a text is missing unless only one reading is a date. */
  readonly order?: 'day' | 'month' | 'none' | undefined;
  /** The zone of texts that name none, by its IANA name. Default UTC. */
  readonly zone?: string | undefined;
  /** Patterns such as `dd.MM.yyyy HH:mm`, `epochSeconds` or `epochMilliseconds`. Default the usual ones. */
  readonly formats?: readonly string[] | undefined;
}

/** An instant in UTC, exact to the microsecond from 1684 to 2255. The calendar is the proleptic Gregorian one. */
export interface DatetimeExpression extends Expression, Comparable<DatetimeLike> {
  /** The value a number of the entity's rows back (1 by default). */
  lag(rows?: number): Window<DatetimeExpression>;
  /** Seconds since the entity's row before. */
  timeSinceLast(): Window<NumberExpression>;
  year(): NumberExpression;
  /** 1 to 4. */
  quarter(): NumberExpression;
  /** 1 to 12. */
  month(): NumberExpression;
  /** Of the month, 1 to 31. */
  day(): NumberExpression;
  /** 1 to 366. */
  dayOfYear(): NumberExpression;
  /** 0 = Monday to 6 = Sunday. */
  dayOfWeek(): NumberExpression;
  hour(): NumberExpression;
  minute(): NumberExpression;
  /** Whole seconds of the minute, 0 to 59. */
  second(): NumberExpression;
  /** Seconds since 1970-01-01 UTC, with fractions. */
  epochSeconds(): NumberExpression;
  /** Saturday or Sunday. */
  weekend(): BooleanExpression;
  /** This minus the other, in seconds. */
  sub(value: DatetimeLike): NumberExpression;
  /** The week of ISO 8601, 1 to 53: weeks begin on Monday and belong to the year of their Thursday. */
  week(): NumberExpression;
  /** 28 to 31. */
  daysInMonth(): NumberExpression;
  isLeapYear(): BooleanExpression;
  /** Later by so many units; months and years keep the day, or take the last of a month that lacks it. */
  addTime(count: NumberLike, unit: TimeUnit): DatetimeExpression;
  /** This minus `earlier`: in fractions of units up to weeks, in whole months, quarters and years gone by. */
  difference(earlier: DatetimeLike, unit: TimeUnit): NumberExpression;
  /** The beginning of the unit, in UTC; weeks begin on Monday. */
  truncate(unit: TimeUnit): DatetimeExpression;
  /** Whole years (or months, or days) gone by since `from`, as people count their age. */
  age(from: DatetimeLike, unit?: 'year' | 'month' | 'day'): NumberExpression;
  /** What a clock in a zone shows, by its IANA name, written as if it were UTC: for parts of local time. Years 1000 to 9999. */
  toZone(zone: string): DatetimeExpression;
  /** The instant at which a clock in the zone shows this; of a time that comes twice the earlier. */
  fromZone(zone: string): DatetimeExpression;
  /**
   * The name of the public holiday in a country, or in a part of one (`'DE', 'BY'`): by the package date-holidays, in
   * the country's language. Missing on other days and outside of the years 1900 to 2100.
   */
  holiday(country: string, ...parts: readonly string[]): TextExpression;
  /** Whether the day is a public holiday; missing outside of the years 1900 to 2100. */
  isHoliday(country: string, ...parts: readonly string[]): BooleanExpression;
  between(low: DatetimeLike, high: DatetimeLike): BooleanExpression;
  isIn(values: readonly (Date | string | null)[]): BooleanExpression;
  fillMissing(value: DatetimeLike): DatetimeExpression;
}

/** The expression that a column of a known type gives. */
export type ExpressionOf<T extends ColumnType> = ColumnType extends T
  ? AnyExpression
  : T extends 'boolean'
    ? BooleanExpression
    : T extends 'utf8'
      ? TextExpression
      : T extends 'date32' | 'timestamp_us'
        ? DatetimeExpression
        : NumberExpression;

/**
 * What `derive` hands to its callback: `c.delay` is the column `delay`, and `c.column('odd name')` is any column, the
 * ones named `column` or `then` among them. Where the columns' types are not known to TypeScript, each is an
 * `AnyExpression`, and its use is checked when the expression is built.
 */
export type Columns<C extends Readonly<Record<string, ColumnType>> = Readonly<Record<string, ColumnType>>> = {
  readonly [K in Exclude<keyof C, 'column' | 'then'>]: ExpressionOf<C[K]>;
} & { column<K extends keyof C & string>(name: K): ExpressionOf<C[K]> };
