/** The parts of a date or time that were read; what was not written is 0, or 1 of a month and a day. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Microseconds of the second. */
  microsecond: number;
  /** Minutes east of UTC; undefined when none was written. */
  offset: number | undefined;
  /** 12 for p.m., 0 for a.m.; undefined for a 24-hour clock. */
  halfDay: number | undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FULL_MONTHS = 'january february march april may june july august september october november december'.split(' ');

// RFC 2822 gives these a meaning; all other abbreviations of zones are several.
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  ut: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

type Reader = (found: string, into: DateParts) => boolean;

const within = (low: number, high: number, set: (value: number, into: DateParts) => void): Reader => {
  return (found, into) => {
    const value = Number(found);
    if (value < low || value > high) return false;
    set(value, into);
    return true;
  };
};

const month = within(1, 12, (value, into) => (into.month = value));
const day = within(1, 31, (value, into) => (into.day = value));
const hour = within(0, 24, (value, into) => (into.hour = value));
const hour12 = within(1, 12, (value, into) => (into.hour = value % 12));
const minute = within(0, 59, (value, into) => (into.minute = value));
const second = within(0, 60, (value, into) => (into.second = value));

/** The parts that a pattern is made of: how each looks, and what it says. */
const TOKENS: Readonly<Record<string, readonly [RegExp, Reader]>> = {
  yyyy: [/\d{4}/, within(0, 9999, (value, into) => (into.year = value))],
  // As POSIX: 69 to 99 are of the twentieth century.
  yy: [/\d{2}/, within(0, 99, (value, into) => (into.year = value + (value < 69 ? 2000 : 1900)))],
  MMMM: [new RegExp(FULL_MONTHS.join('|')), monthNamed],
  MMM: [new RegExp(`(?:${MONTHS.join('|')}|sept)\\.?`), monthNamed],
  MM: [/\d{2}/, month],
  M: [/\d{1,2}/, month],
  dd: [/\d{2}/, day],
  d: [/\d{1,2}(?:st|nd|rd|th)?/, (found, into) => day(found.replace(/\D+$/, ''), into)],
  EEE: [/(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?/, () => true],
  HH: [/\d{2}/, hour],
  H: [/\d{1,2}/, hour],
  hh: [/\d{2}/, hour12],
  h: [/\d{1,2}/, hour12],
  mm: [/\d{2}/, minute],
  ss: [/\d{2}/, second],
  S: [
    /\d{1,9}/,
    (found, into) => {
      into.microsecond = Number(found.padEnd(6, '0').slice(0, 6));
      return true;
    },
  ],
  a: [
    /[ap]\.?m\.?/,
    (found, into) => {
      into.halfDay = found.startsWith('p') ? 12 : 0;
      return true;
    },
  ],
  Z: [/(?:utc|gmt)?[+-]\d{2}:?\d{2}|(?:utc|gmt)?[+-]\d{2}|[a-z]{1,4}/, readOffset],
};

const TOKEN = /'((?:[^']|'')*)'|yyyy|yy|MMMM|MMM|MM|M|dd|d|EEE|HH|H|hh|h|mm|ss|S+|a|Z|\[|\]|\s+|./g;

/** A pattern of dates: letters as in Unicode's date field symbols, `[…]` for what may be left out, `'…'` for words. */
export class DatePattern {
  readonly #expression: RegExp;
  readonly #readers: readonly Reader[];

  constructor(pattern: string) {
    let source = '';
    const readers: Reader[] = [];
    for (const [token, quoted] of pattern.matchAll(TOKEN)) {
      const known = TOKENS[token.startsWith('S') ? 'S' : token];
      if (known !== undefined) {
        source += `(${known[0].source})`;
        readers.push(known[1]);
      } else if (token === '[') source += '(?:';
      else if (token === ']') source += ')?';
      else if (/^\s+$/.test(token)) source += '\\s+';
      else source += (quoted?.replaceAll("''", "'") ?? token).toLowerCase().replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    }
    this.#expression = new RegExp(`^${source}$`);
    this.#readers = readers;
  }

  /** Whether a text in lower case has the form of this pattern, whatever its digits. */
  looksLike(text: string): boolean {
    return this.#expression.test(text);
  }

  /** The parts of a text in lower case; undefined when it is not of this pattern or no date. */
  read(text: string): DateParts | undefined {
    const match = this.#expression.exec(text);
    if (match === null) return undefined;
    const parts: DateParts = {
      ...{ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 },
      ...{ offset: undefined, halfDay: undefined },
    };
    for (const [i, reader] of this.#readers.entries()) {
      const found = match[i + 1];
      if (found !== undefined && !reader(found, parts)) return undefined;
    }
    if (parts.halfDay !== undefined) {
      if (parts.hour > 12) return undefined;
      parts.hour = (parts.hour % 12) + parts.halfDay;
    }
    return parts.hour === 24 && (parts.minute > 0 || parts.second > 0) ? undefined : parts;
  }
}

function monthNamed(found: string, into: DateParts): boolean {
  into.month = MONTHS.indexOf(found.slice(0, 3)) + 1;
  return true;
}

function readOffset(found: string, into: DateParts): boolean {
  const named = ZONES[found];
  const match = /([+-])(\d{2}):?(\d{2})?$/.exec(found);
  if (named === undefined && match === null) return false;
  const minutes = match === null ? named! : Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (Math.abs(minutes) > 14 * 60) return false;
  into.offset = match !== null && match[1] === '-' ? -minutes : minutes;
  return true;
}
