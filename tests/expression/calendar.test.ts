import { describe, expect, it } from 'vitest';
import { microsecondsFromIso } from '../../src/expression/civil.ts';
import { column, type Expression, evaluate, parseExpression } from '../../src/expression/index.ts';
import { batchOf, columnOf, rowsOf } from './batch.ts';

const DAY = 86_400_000;

/** Instants across years 1700 to 2250, and the moments around midnights, leap days and turns of years. */
function instants(): number[] {
  const picked: number[] = [];
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const from = Date.UTC(1700, 0, 1);
  const to = Date.UTC(2250, 0, 1);
  for (let i = 0; i < 20_000; i++) picked.push(Math.floor(from + random() * (to - from)));
  for (const year of [1700, 1800, 1899, 1900, 1904, 1969, 1970, 1999, 2000, 2001, 2024, 2100, 2200]) {
    for (const [month, day] of [
      [0, 1],
      [1, 28],
      [2, 1],
      [11, 31],
    ] as const) {
      for (const shift of [-1, 0, 1, DAY - 1, DAY]) picked.push(Date.UTC(year, month, day) + shift);
    }
  }
  return picked;
}

const parts: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  quarter: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  dayOfYear: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1,
  dayOfWeek: (date) => (date.getUTCDay() + 6) % 7,
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
  epochSeconds: (date) => date.getTime() / 1000,
};

describe('calendar parts', () => {
  const moments = instants();
  const times = batchOf({ t: columnOf('timestamp_us', moments) });

  it.each(Object.keys(parts))('%s agrees with Date on instants before and after 1970', (part) => {
    const result = evaluate(parseExpression(`${part}(t)`), times).column;
    expect(rowsOf(result)).toEqual(moments.map((moment) => parts[part]!(new Date(moment))));
  });

  it('knows weekends', () => {
    const result = evaluate(column('t').weekend(), times).column;
    expect(rowsOf(result)).toEqual(moments.map((moment) => [0, 6].includes(new Date(moment).getUTCDay())));
  });

  it('takes dates without a time', () => {
    const days = [-135_140, -1, 0, 59, 11_016, 19_782, null];
    const dates = batchOf({ t: columnOf('date32', days) });
    for (const [part, expected] of Object.entries(parts)) {
      const result = evaluate(parseExpression(`${part}(t)`), dates).column;
      expect(rowsOf(result), part).toEqual(days.map((day) => (day === null ? null : expected(new Date(day * DAY)))));
    }
    expect(rowsOf(evaluate(column('t').weekend(), dates).column).at(-1)).toBeNull();
  });

  it('does not round the last microsecond of a day into the next', () => {
    const last = columnOf('timestamp_us', [0, 0]);
    (last.values as BigInt64Array).set([4_102_444_799_999_999n, -1n]); // 2099-12-31T23:59:59.999999, 1969-12-31
    const batch = batchOf({ t: last });
    const of = (expression: Expression) => rowsOf(evaluate(expression, batch).column);
    expect(of(column('t').year())).toEqual([2099, 1969]);
    expect(of(column('t').hour())).toEqual([23, 23]);
    expect(of(column('t').second())).toEqual([59, 59]);
    expect(of(column('t').toText())).toEqual(['2099-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z']);
  });
});

describe('datetimes', () => {
  const batch = batchOf({
    t: columnOf('timestamp_us', [0, Date.UTC(2001, 0, 31, 6), null]),
    u: columnOf('date32', [1, 11_353, 5]),
  });
  const of = (text: string) => rowsOf(evaluate(parseExpression(text), batch).column);

  it('differ in seconds', () => {
    expect(of('u - t')).toEqual([86_400, -21_600, null]);
    expect(of("t - '1970-01-01T00:00:00.5Z'")).toEqual([-0.5, 980_920_799.5, null]);
  });

  it('compare with each other and with text literals', () => {
    expect(of('t < u')).toEqual([true, false, null]);
    expect(of("t >= '2001-01-31'")).toEqual([false, true, null]);
    expect(of("t = datetime('2001-01-31T07:00:00+01:00')")).toEqual([false, true, null]);
  });

  it('are chosen as timestamps', () => {
    expect(of('coalesce(t, u)')).toEqual([0, Date.UTC(2001, 0, 31, 6), 5 * DAY]);
    expect(of("if(t > '2000-01-01', t, '1960-01-01')")).toEqual([Date.UTC(1960, 0, 1), Date.UTC(2001, 0, 31, 6), null]);
  });

  it('are read from ISO 8601 and nothing else', () => {
    expect(microsecondsFromIso('2001-01-31')).toBe(Date.UTC(2001, 0, 31) * 1000);
    expect(microsecondsFromIso('1969-12-31 23:59:59.999999')).toBe(-1);
    expect(microsecondsFromIso('2001-01-31T06:00-0330')).toBe(Date.UTC(2001, 0, 31, 9, 30) * 1000);
    for (const text of ['2001-02-29', '2001-13-01', '2001-01-32', '01/02/2001', '2001-01-01T24:00', 'now', '']) {
      expect(microsecondsFromIso(text), text).toBeUndefined();
    }
  });
});
