import { describe, expect, it } from 'vitest';
import type { ColumnData } from '../../src/core/column.ts';
import {
  column,
  type Expression,
  evaluate,
  literal,
  parseExpression,
  rowId,
  when,
} from '../../src/expression/index.ts';
import { batchOf, columnOf, rowsOf } from './batch.ts';

const columns = {
  a: columnOf('float64', [1, -2.5, null, 0, Number.NaN]),
  b: columnOf('int32', [2, 0, 3, 0, 4]),
  wide: columnOf('int64', [2n ** 40n, -(2n ** 40n), -1n, null, 0n]),
  unsigned: columnOf('uint64', [2n ** 63n, 1n, 0n, 5n, null]),
  yes: columnOf('boolean', [true, false, null, true, false]),
  no: columnOf('boolean', [null, null, null, false, true]),
  name: columnOf('utf8', [' Ada ', 'ÅSE', null, '', '12.5']),
  part: columnOf('utf8', ['da', 'Å', 'x', '', null]),
  day: columnOf('date32', [0, -1, null, 19_782, 11_016]),
};

function values(expression: string | Expression, data: Readonly<Record<string, ColumnData>> = columns) {
  return rowsOf(run(expression, data).column);
}

function run(expression: string | Expression, data: Readonly<Record<string, ColumnData>> = columns) {
  return evaluate(typeof expression === 'string' ? parseExpression(expression) : expression, batchOf(data));
}

describe('arithmetic', () => {
  it('passes missing values on, NaN among them', () => {
    expect(values('a + b')).toEqual([3, -2.5, null, 0, null]);
    expect(values('a - b * 2')).toEqual([-3, -2.5, null, 0, null]);
    expect(values('-a')).toEqual([-1, 2.5, null, 0, null]);
    expect(values('a ^ 0')).toEqual([1, 1, null, 1, null]);
    expect(values('abs(a)')).toEqual([1, 2.5, null, 0, null]);
  });

  it('makes results that are not finite missing, and counts them', () => {
    const quotient = run('a / b');
    expect(rowsOf(quotient.column)).toEqual([0.5, null, null, null, null]);
    expect(quotient.column.nullCount).toBe(4);
    expect(quotient.nonFinite).toBe(2);
    expect(run('log(a)').nonFinite).toBe(2);
    expect(run('exp(b * 1000)').nonFinite).toBe(3);
  });

  it('counts a row only where it ends up missing', () => {
    expect(run('coalesce(log(a), 0)').nonFinite).toBe(0);
    expect(run('if(a > 0, log(a), 0)').nonFinite).toBe(0);
    expect(run('if(a > 0, 0, log(a))').nonFinite).toBe(2);
    expect(run('log(a) is null').nonFinite).toBe(0);
    expect(run('log(a) > 1').nonFinite).toBe(2);
    expect(run('if(log(a) > 1, 1, 2)').nonFinite).toBe(2);
    expect(run("toText(1 / b) = 'x'").nonFinite).toBe(2);
  });

  it('takes remainders with the sign of the divisor, as numpy does', () => {
    const data = { x: columnOf('int8', [7, -7, 7, -7, 6]), y: columnOf('int8', [3, 3, -3, -3, 3]) };
    expect(values('x % y', data)).toEqual([1, 2, -2, -1, 0]);
  });

  it('rounds halves to even and clips', () => {
    const data = { x: columnOf('float64', [0.5, 1.5, -2.5, 1234.5678, 1e300]) };
    expect(values('round(x)', data).slice(0, 4)).toEqual([0, 2, -2, 1235]);
    expect(values('round(x, 2)', data)).toEqual([0.5, 1.5, -2.5, 1234.57, 1e300]);
    expect(values('round(x, -2)', data).slice(0, 4)).toEqual([0, 0, 0, 1200]);
    expect(values('clip(x, 0, 2)', data)).toEqual([0.5, 1.5, 0, 2, 2]);
    expect(values('floor(x)', data)[2]).toBe(-3);
    expect(values('ceil(x)', data)[2]).toBe(-2);
  });

  it('reads 64-bit integers through float64', () => {
    expect(values('wide + 1')).toEqual([2 ** 40 + 1, -(2 ** 40) + 1, 0, null, 1]);
    expect(values('unsigned + 0')).toEqual([2 ** 63, 1, 0, 5, null]);
  });

  it.each(['log', 'log1p', 'exp', 'sqrt', 'abs', 'floor', 'ceil'] as const)('computes %s', (name) => {
    const numbers = [0.25, 1, 2.5, 1e-9, 600];
    expect(values(`${name}(x)`, { x: columnOf('float64', numbers) })).toEqual(numbers.map((x) => Math[name](x)));
  });

  it('counts infinite values of a column as it computes with them', () => {
    const data = { x: columnOf('float64', [Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]) };
    expect(values('x > 0', data)).toEqual([true, true, false]);
    expect(values('clip(x, 0, 9)', data)).toEqual([9, 1, 0]);
    const sum = run('x + 1', data);
    expect([rowsOf(sum.column), sum.nonFinite]).toEqual([[null, 2, null], 2]);
  });

  it('leaves the columns it reads as they were', () => {
    const before = Float64Array.from(columns.a.values as Float64Array);
    run('1 / a');
    expect(columns.a.values).toEqual(before);
  });
});

describe('comparison and logic', () => {
  it('compares numbers, text in code point order and booleans', () => {
    expect(values('a > b')).toEqual([false, false, null, false, null]);
    expect(values('a >= 0')).toEqual([true, false, null, true, null]);
    expect(values('a != 1')).toEqual([false, true, null, true, null]);
    expect(values("name < 'a'")).toEqual([true, false, null, true, true]);
    expect(values('yes > no')).toEqual([null, null, null, true, false]);
    const emoji = { t: columnOf('utf8', ['\u{1F600}', '\uFFFD']) };
    expect(values("t > '\uFFFD'", emoji)).toEqual([true, false]);
  });

  it('is three-valued', () => {
    expect(values('yes and no')).toEqual([null, false, null, false, false]);
    expect(values('yes or no')).toEqual([true, null, null, true, true]);
    expect(values('not yes')).toEqual([false, true, null, false, true]);
    expect(values('yes and null')).toEqual([null, false, null, null, false]);
  });

  it('finds members as SQL does', () => {
    expect(values('b in (0, 3)')).toEqual([false, true, true, true, false]);
    expect(values('b in (0, null)')).toEqual([null, true, null, true, null]);
    expect(values("name not in ('ÅSE', '', 'z')")).toEqual([true, false, null, false, true]);
    expect(values("day in ('1970-01-01', '2000-02-29')")).toEqual([true, false, null, false, true]);
    expect(values('yes in (false)')).toEqual([false, true, null, false, true]);
  });

  it('chooses by condition; a missing condition chooses nothing', () => {
    expect(values("if(yes, 'y', name)")).toEqual(['y', 'ÅSE', null, 'y', '12.5']);
    expect(values('if(a > 0, a, b)')).toEqual([1, 0, null, 0, null]);
    expect(values(when(true, column('yes'), false))).toEqual([true, false, null, true, false]);
    expect(values('coalesce(a, b)')).toEqual([1, -2.5, 3, 0, 4]);
    expect(values("fillMissing(name, 'none')")).toEqual([' Ada ', 'ÅSE', 'none', '', '12.5']);
    expect(values('a is null')).toEqual([false, false, true, false, true]);
    expect(values('day is not null')).toEqual([true, true, false, true, true]);
  });

  it('spreads a literal over all rows', () => {
    expect(values(literal(2))).toEqual([2, 2, 2, 2, 2]);
    expect(values(literal('né'))).toEqual(['né', 'né', 'né', 'né', 'né']);
    expect(values(literal(true))).toEqual([true, true, true, true, true]);
    expect(values(literal(new Date(5)))).toEqual([5, 5, 5, 5, 5]);
    expect(values(literal(null))).toEqual([null, null, null, null, null]);
    expect(values(rowId())).toEqual([1000, 1001, 1002, 1003, 1004]);
  });
});

describe('text', () => {
  it('changes case, trims and measures in code points', () => {
    expect(values('lower(name)')).toEqual([' ada ', 'åse', null, '', '12.5']);
    expect(values('upper(part)')).toEqual(['DA', 'Å', 'X', '', null]);
    expect(values('trim(name)')).toEqual(['Ada', 'ÅSE', null, '', '12.5']);
    expect(values('length(name)')).toEqual([5, 3, null, 0, 4]);
    const odd = { t: columnOf('utf8', ['\u00a0x\u3000 ', ' \u{1F600} ', '\u{1F600}b']) };
    expect(values('trim(t)', odd)).toEqual(['x', '\u{1F600}', '\u{1F600}b']);
    expect(values('length(t)', odd)).toEqual([4, 3, 2]);
  });

  it('searches', () => {
    expect(values('contains(name, part)')).toEqual([true, true, null, true, null]);
    expect(values("startsWith(name, 'Å')")).toEqual([false, true, null, false, false]);
    expect(values("endsWith(name, 'ÅSE')")).toEqual([false, true, null, false, false]);
    expect(values("contains(name, '')")).toEqual([true, true, null, true, true]);
  });

  it('joins, replaces and cuts', () => {
    expect(values("concat(part, '-', name)")).toEqual(['da- Ada ', 'Å-ÅSE', null, '-', null]);
    expect(values("replace(name, 'a', 'oo')")).toEqual([' Adoo ', 'ÅSE', null, '', '12.5']);
    expect(values("replace('aaa', 'aa', 'b')")).toEqual(['ba', 'ba', 'ba', 'ba', 'ba']);
    expect(values("replace(name, '', 'x')")).toEqual([' Ada ', 'ÅSE', null, '', '12.5']);
    for (const [start, end] of [
      [1, 3],
      [-2, undefined],
      [0, -1],
      [-9, 2],
      [2, 1],
      [-1, -3],
      [9, 12],
    ] as const) {
      const text = ' Ada \u{1F600}é';
      const expected = Array.from(text).slice(start, end).join('');
      const data = { t: columnOf('utf8', [text]) };
      const cut = end === undefined ? column('t').slice(start) : column('t').slice(start, end);
      expect(values(cut, data), `${start} ${end}`).toEqual([expected]);
    }
  });

  it('converts', () => {
    expect(values('toNumber(name)')).toEqual([null, null, null, null, 12.5]);
    const data = { t: columnOf('utf8', [' 1e3 ', '0x10', 'Infinity', '1e999', '-.5', '1,000', '7.']) };
    const numbers = run('toNumber(t)', data);
    expect(rowsOf(numbers.column)).toEqual([1000, null, null, null, -0.5, null, 7]);
    expect(numbers.nonFinite).toBe(1);
    expect(values('toNumber(yes)')).toEqual([1, 0, null, 1, 0]);
    expect(values('toText(a)')).toEqual(['1', '-2.5', null, '0', null]);
    expect(values('toText(yes)')).toEqual(['true', 'false', null, 'true', 'false']);
    expect(values('toText(day)')[1]).toBe('1969-12-31T00:00:00Z');
  });

  it('reads text columns whose offsets do not begin at 0, and bytes that are no UTF-8', () => {
    const bytes = Uint8Array.of(0x7a, 0x41, 0xff, 0x42);
    const text: ColumnData = {
      type: 'utf8',
      length: 2,
      nullCount: 0,
      validity: undefined,
      offsets: Int32Array.of(1, 3, 4),
      values: bytes,
    };
    expect(values('lower(t)', { t: text })).toEqual(['a\ufffd', 'b']);
    expect(values("t = 'B'", { t: text })).toEqual([false, true]);
  });
});

describe('awkward sizes', () => {
  it.each([0, 1, 7, 8, 9, 66])('%i rows', (length) => {
    const rows = Array.from({ length }, (_, i) => (i % 3 === 1 ? null : i));
    const data = {
      x: columnOf('float32', rows),
      t: columnOf(
        'utf8',
        rows.map((value) => (value === null ? null : `r${value}`)),
      ),
    };
    expect(values("x > 4 and t != 'r8'", data)).toEqual(rows.map((v) => (v === null ? null : v > 4 && v !== 8)));
    expect(values("concat(t, '!')", data)).toEqual(rows.map((v) => (v === null ? null : `r${v}!`)));
    expect(values("concat('a', 'b')", { x: data.x, t: data.t })).toEqual(length === 0 ? [] : rows.map(() => 'ab'));
  });

  it('gives a column that is only named back as it is', () => {
    expect(run('day').column).toBe(columns.day);
  });
});
