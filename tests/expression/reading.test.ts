// Numbers, quantities and dates as people write them.
import { describe, expect, test } from 'vitest';
import { DateReader, isAmbiguousDate } from '../../src/expression/reading/dates.ts';
import { readNumber } from '../../src/expression/reading/numbers.ts';
import { readQuantity, unitKinds } from '../../src/expression/reading/units.ts';
import { column, formatExpression, parseExpression } from '../../src/index.ts';

test.each([
  ['$1,234.50', 1234.5],
  ['(1,234)', -1234],
  ['($5)', -5],
  ['12-', -12],
  ['-$5', -5],
  ['$-5', -5],
  ['+7', 7],
  ['EUR 3', 3],
  ['3 €', 3],
  ['US$5', 5],
  ['kr 5', 5],
  ['12 %', 0.12],
  ['3‰', 0.003],
  ['1.5k', 1500],
  ['3 million', 3e6],
  ['$1.2M', 1.2e6],
  ['€1bn', 1e9],
  ['2e6', 2e6],
  ['1 234 567', 1234567],
  ['1’000', 1000],
  ['12,34,567', 1234567],
  ['.5', 0.5],
  ['5.', 5],
  ['−5', -5],
  ['１２', 12],
  ['1,5', undefined],
  ['1,234,56', undefined],
  ['1.2.3', undefined],
  ['--5', undefined],
  ['-(5)', undefined],
  ['5 apples', undefined],
  ['5 % %', undefined],
  ['5k%', undefined],
  ['2001-01-31', undefined],
  ['12:30', undefined],
  ['abc', undefined],
  ['', undefined],
] as const)('the number %j is %j', (text, value) => {
  expect(readNumber(text, { decimal: '.', percent: 'share' })).toBe(value);
});

test.each([
  ['22 minutes', 'min', 22],
  ['0.4 hours', 'min', 24],
  ['1.5 h', 'min', 90],
  ['1h 30m', 'min', 90],
  ['1 hour, 30 minutes', 'min', 90],
  ['2 hrs.', 'min', 120],
  ['1:30', 'min', 90],
  ['01:30:15', 'min', 90.25],
  ['PT1H30M', 'min', 90],
  ['P1DT2H', 'min', 1560],
  ['-5 min', 'min', -5],
  ['1,200 s', 'min', 20],
  ['1 500 min', 'min', 1500],
  ['22', 'min', 22],
  ['1 30', 'min', undefined],
  ['5 km', 'min', undefined],
  ['1:75', 'min', undefined],
  ['min', 'min', undefined],
  ['', 'min', undefined],
  ['5 ft 11 in', 'in', 71],
  ['5\' 11"', 'in', 71],
  ['180 cm', 'metre', 1.8],
  ['2 miles', 'km', 3.218688],
  ['60 miles per hour', 'mph', 60],
  ['36 km / h', 'm/s', 10],
  ['200mph', 'mph', 200],
  ['-3 °C', '°C', -3],
  ['32 F', '°C', 0],
  ['0 °C', 'K', 273.15],
  ['212 °F', 'celsius', 100],
  ['2kg', 'kg', 2],
  ['3 t', 'kg', 3000],
  ['1:30', 'km', undefined],
] as const)('the quantity %j in %s is %j', (text, unit, value) => {
  const kind = unitKinds(unit)[0]!;
  const found = readQuantity(text, { unit, kind, bare: unit, clock: 'h:mm', decimal: '.' });
  if (value === undefined) expect(found).toBeUndefined();
  else expect(found).toBeCloseTo(value, 12);
});

test('a clock may be minutes and seconds, and bare numbers nothing', () => {
  const style = { unit: 's', kind: 'duration', bare: undefined, clock: 'm:ss', decimal: ',' } as const;
  expect(readQuantity('1:30', style)).toBe(90);
  expect(readQuantity('1,5 min', style)).toBe(90);
  expect(readQuantity('90', style)).toBeUndefined();
});

describe('dates', () => {
  const read = (text: string, options = {}) => {
    const found = new DateReader({ order: 'none', zone: 'UTC', formats: [], ...options }).read(text);
    return found === undefined ? undefined : new Date(found / 1000).toISOString();
  };

  test.each([
    ['2001-01-31', '2001-01-31T00:00:00.000Z'],
    ['2001-01-31 06:00', '2001-01-31T06:00:00.000Z'],
    ['2001-01-31T06:00:00.25+01:00', '2001-01-31T05:00:00.250Z'],
    ['20010131T060000Z', '2001-01-31T06:00:00.000Z'],
    ['19980612', '1998-06-12T00:00:00.000Z'],
    ['2001/1/2', '2001-01-02T00:00:00.000Z'],
    ['Jun 12 1998', '1998-06-12T00:00:00.000Z'],
    ['June 12, 1998 3:04 PM', '1998-06-12T15:04:00.000Z'],
    ['12:04 am', undefined],
    ['12 June 1998', '1998-06-12T00:00:00.000Z'],
    ['1st May 2020', '2020-05-01T00:00:00.000Z'],
    ['12-Jun-98', '1998-06-12T00:00:00.000Z'],
    ['12-Jun-68', '2068-06-12T00:00:00.000Z'],
    ['Fri, 12 Jun 1998 10:00:00 GMT', '1998-06-12T10:00:00.000Z'],
    ['Mon 3 May 2021, 14:00 EST', '2021-05-03T19:00:00.000Z'],
    ['Fri Jun 12 1998 10:00:00 GMT+0200 (CEST)', '1998-06-12T08:00:00.000Z'],
    ['13/04/2001', '2001-04-13T00:00:00.000Z'],
    ['04/13/2001 12:06 am', '2001-04-13T00:06:00.000Z'],
    ['04/04/2001', '2001-04-04T00:00:00.000Z'],
    ['03/04/2001', undefined],
    ['31/04/2001', undefined],
    ['2020-02-30', undefined],
    ['2020-02-29T25:00', undefined],
    ['1998', undefined],
    ['yesterday', undefined],
  ])('%j is %j', (text, instant) => {
    expect(read(text)).toBe(instant);
  });

  test('of two orders are ambiguous until one is stated', () => {
    expect(isAmbiguousDate('03/04/2001')).toBe(true);
    expect(isAmbiguousDate('03/03/2001')).toBe(false);
    expect(isAmbiguousDate('13/04/2001')).toBe(false);
    expect(read('03/04/2001', { order: 'day' })).toBe('2001-04-03T00:00:00.000Z');
    expect(read('03/04/2001', { order: 'month' })).toBe('2001-03-04T00:00:00.000Z');
    expect(read('13/04/2001', { order: 'month' })).toBeUndefined();
  });

  test('are of a zone, with its summer time, skipped and repeated hours', () => {
    const berlin = { zone: 'Europe/Berlin' };
    expect(read('2021-01-01 12:00', berlin)).toBe('2021-01-01T11:00:00.000Z');
    expect(read('2021-07-01 12:00', berlin)).toBe('2021-07-01T10:00:00.000Z');
    expect(read('2021-07-01 12:00Z', berlin)).toBe('2021-07-01T12:00:00.000Z');
    expect(read('2021-03-28 01:59', berlin)).toBe('2021-03-28T00:59:00.000Z');
    expect(read('2021-03-28 02:30', berlin)).toBe('2021-03-28T01:30:00.000Z');
    expect(read('2021-03-28 03:00', berlin)).toBe('2021-03-28T01:00:00.000Z');
    expect(read('2021-10-31 02:30', berlin)).toBe('2021-10-31T00:30:00.000Z');
    expect(read('2021-10-31 03:00', berlin)).toBe('2021-10-31T02:00:00.000Z');
    expect(read('2021-06-01 12:00', { zone: 'Asia/Kathmandu' })).toBe('2021-06-01T06:15:00.000Z');
  });

  test('follow patterns, and no others, where such are given', () => {
    expect(read('31.01.2001 um 6 Uhr', { formats: ["dd.MM.yyyy 'um' H 'Uhr'"] })).toBe('2001-01-31T06:00:00.000Z');
    expect(read('2001-01-31', { formats: ['dd.MM.yyyy'] })).toBeUndefined();
    expect(read('1998', { formats: ['yyyy'] })).toBe('1998-01-01T00:00:00.000Z');
    expect(read('1000000000', { formats: ['epochSeconds'] })).toBe('2001-09-09T01:46:40.000Z');
    expect(read('1000000000000', { formats: ['dd.MM.yyyy', 'epochMilliseconds'] })).toBe('2001-09-09T01:46:40.000Z');
  });
});

test('operations that read text have a text form and a builder', () => {
  for (const expression of [
    column('x').parseUnit('min', { bare: 's' }),
    column('x').parseNumber({ decimal: ',' }),
    column('x').parseDate({ order: 'day', zone: 'Europe/Berlin', formats: ['dd.MM.yyyy'] }),
    column('x').normalize('NFKC').stripAccents().collapseSpaces().mapValues({ a: 'b' }),
  ]) {
    expect(parseExpression(formatExpression(expression)).node).toEqual(expression.node);
  }
  expect(() => parseExpression("parseUnit(x, 'min', 's') > 3")).not.toThrow();
});
