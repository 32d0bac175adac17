import { civilFromDays, daysFromCivil, MICROSECONDS_PER_DAY } from '../civil.ts';
import { type DateParts, DatePattern } from './date-pattern.ts';
import { plain } from './numbers.ts';
import { Zone } from './zone.ts';

/** How dates are written. */
export interface DateStyle {
  /** Of `03/04/2001`: which is first. `none` reads such dates only where one of the two is above 12. */
  readonly order: 'day' | 'month' | 'none';
  /** The zone of texts that name none: IANA's name. */
  readonly zone: string;
  /** Patterns, or `epochSeconds` and `epochMilliseconds`; the first that fits decides. Empty for the usual ones. */
  readonly formats: readonly string[];
}

const TIME = ['THH:mm[:ss[.S]][ ][Z]', ' HH:mm[:ss[.S]][ ][Z]', '[,] h:mm[:ss][ ]a[ ][Z]', '[,] H:mm[:ss[.S]][ ][Z]'];
const withTimes = (date: string) => [date, ...TIME.map((time) => `${date}${time}`)];

const UNAMBIGUOUS = [
  ...['yyyy-MM-dd', 'yyyy/M/d', 'yyyy.M.d', 'yyyy-M-d'].flatMap(withTimes),
  ...['yyyyMMdd', 'yyyyMMddTHHmmss[Z]', 'yyyyMMddTHHmm[Z]'],
  ...['[EEE[,] ]MMM d[,] yyyy', '[EEE[,] ]MMMM d[,] yyyy', '[EEE[,] ]d MMM[,] yyyy', '[EEE[,] ]d MMMM[,] yyyy'].flatMap(
    withTimes,
  ),
  ...['d-MMM-yyyy', 'd-MMM-yy', 'd MMM yy', 'd/MMM/yyyy', 'MMM-d-yyyy'].flatMap(withTimes),
  // What C's library prints.
  ...['EEE MMM d HH:mm:ss yyyy', 'EEE MMM d HH:mm:ss Z yyyy'],
].map((pattern) => new DatePattern(pattern));

const numeric = (first: string, second: string) =>
  ['/', '.', '-'].flatMap((sign) => ['yyyy', 'yy'].flatMap((year) => withTimes([first, second, year].join(sign))));
const DAY_FIRST = numeric('d', 'M').map((pattern) => new DatePattern(pattern));
const MONTH_FIRST = numeric('M', 'd').map((pattern) => new DatePattern(pattern));

/** Microseconds since 1970-01-01 UTC of a date or time as people write them; undefined when it is none. */
export class DateReader {
  readonly #order: DateStyle['order'];
  readonly #zone: Zone | undefined;
  readonly #formats: readonly (DatePattern | number)[];

  /** @throws RangeError for a zone that there is not */
  constructor({ order, zone, formats }: DateStyle) {
    this.#order = order;
    this.#zone = /^(utc|gmt|etc\/utc)$/i.test(zone) ? undefined : new Zone(zone);
    this.#formats = formats.map((format) => EPOCHS[format] ?? new DatePattern(format));
  }

  read(text: string): number | undefined {
    const lower = plain(text).toLowerCase();
    for (const format of this.#formats) {
      const found = typeof format === 'number' ? readEpoch(lower, format) : this.#instant(format.read(lower));
      if (found !== undefined) return found;
    }
    return this.#formats.length > 0 ? undefined : this.#readUsual(lower);
  }

  /** A number is an instant where a format says of what: seconds or milliseconds. */
  readNumber(value: number): number | undefined {
    const scale = this.#formats.find((format) => typeof format === 'number');
    return scale === undefined ? undefined : Math.round(value * scale);
  }

  #readUsual(given: string): number | undefined {
    const text = given.replace(/\s*\([^)]*\)$/, ''); // JavaScript names the zone once more
    const { unambiguous, dayFirst, monthFirst } = patternsLike(text);
    const certain = this.#firstOf(unambiguous, text);
    if (certain !== undefined) return certain;
    const byDay = this.#order === 'month' ? undefined : this.#firstOf(dayFirst, text);
    const byMonth = this.#order === 'day' ? undefined : this.#firstOf(monthFirst, text);
    if (this.#order !== 'none' || byDay === undefined || byMonth === undefined) return byDay ?? byMonth;
    return byDay === byMonth ? byDay : undefined; // two dates, and nobody said which
  }

  #firstOf(patterns: readonly DatePattern[], text: string): number | undefined {
    for (const pattern of patterns) {
      const found = this.#instant(pattern.read(text));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #instant(parts: DateParts | undefined): number | undefined {
    if (parts === undefined) return undefined;
    const { year, month, day, hour, minute, second, microsecond, offset } = parts;
    const days = daysFromCivil(year, month, day);
    if ((civilFromDays(days) & 31) !== day) return undefined; // 31 April comes out as 1 May
    const wall = days * MICROSECONDS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1e6;
    if (offset !== undefined) return wall - offset * 60e6 + microsecond;
    return (this.#zone === undefined ? wall : this.#zone.instantOf(wall / 1000) * 1000) + microsecond;
  }
}

interface Patterns {
  readonly unambiguous: readonly DatePattern[];
  readonly dayFirst: readonly DatePattern[];
  readonly monthFirst: readonly DatePattern[];
}

const MOST_SHAPES = 10_000;
const shapes = new Map<string, Patterns>();

/** The usual patterns that a text looks like. Which digits it has makes no difference, so few texts are asked about. */
function patternsLike(text: string): Patterns {
  const shape = text.replace(/\d/g, '0');
  let found = shapes.get(shape);
  if (found === undefined) {
    const like = (patterns: readonly DatePattern[]) => patterns.filter((pattern) => pattern.looksLike(shape));
    found = { unambiguous: like(UNAMBIGUOUS), dayFirst: like(DAY_FIRST), monthFirst: like(MONTH_FIRST) };
    if (shapes.size >= MOST_SHAPES) shapes.clear();
    shapes.set(shape, found);
  }
  return found;
}

/** Whether a text is a date that could be another one if days or months were first. */
export function isAmbiguousDate(text: string): boolean {
  const read = (order: DateStyle['order']) => readerOf({ order, zone: 'UTC', formats: [] }).read(text);
  const [byDay, byMonth] = [read('day'), read('month')];
  return byDay !== undefined && byMonth !== undefined && byDay !== byMonth;
}

const readers = new Map<string, DateReader>();

/** The reader of a style, made once. @throws RangeError for a zone that there is not */
export function readerOf(style: DateStyle): DateReader {
  const key = [style.order, style.zone, ...style.formats].join('\n');
  let reader = readers.get(key);
  if (reader === undefined) {
    reader = new DateReader(style);
    readers.set(key, reader);
  }
  return reader;
}

/** Microseconds of one. */
const EPOCHS: Readonly<Record<string, number>> = { epochSeconds: 1e6, epochMilliseconds: 1e3 };

function readEpoch(text: string, scale: number): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Math.round(Number(text) * scale) : undefined;
}
