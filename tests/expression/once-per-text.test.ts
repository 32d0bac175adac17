import { describe, expect, it } from 'vitest';
import { Column } from '../../src/engine/column.ts';
import { evaluate, evaluateColumn, parseExpression } from '../../src/expression/index.ts';
import { evaluateOncePerText } from '../../src/expression/once-per-text.ts';
import { columnOf, rowsOf } from './batch.ts';
import { randomBelow } from './support.ts';

const TEXTS = [
  '22 minutes',
  '1.5 h',
  '1:30',
  '',
  ' ÅSE ',
  '12%',
  '2001-02-03',
  '-4',
  '\u{1F600}x',
  'n/a',
  null,
] as const;

function batchOfTexts(length: number, texts: readonly (string | null)[] = TEXTS) {
  const random = randomBelow(length);
  const data = columnOf(
    'utf8',
    Array.from({ length }, () => texts[random(texts.length)]!),
  );
  const other = columnOf(
    'utf8',
    Array.from({ length }, (_, row) => String(row)),
  );
  const columns = new Map([
    ['t', Column.fromData(data)],
    ['u', Column.fromData(other)],
    ['n', Column.fromNumbers(Float64Array.from({ length }, (_, row) => row % 3))],
  ]);
  return { length, rowIds: Float64Array.from({ length }, (_, row) => 7 + row), columns };
}

describe('an expression of one text column', () => {
  it.each([
    "parseUnit(t, 'min', '', 'h:mm', '.')",
    "parseNumber(t, '.', 'share')",
    "parseDate(t, 'day', 'UTC')",
    'lower(trim(t))',
    "upper(t) = 'ÅSE'",
    "when(matches(t, '^[0-9]'), left(t, 1), 'other')",
    'coalesce(toNumber(t), length(lower(t)))',
  ])('%s has the value in each row that the kernels give it', async (text) => {
    for (const length of [22, 23, 1000]) {
      const batch = batchOfTexts(length);
      const expression = parseExpression(text);
      const reference = evaluate(expression, { ...batch, column: (name) => batch.columns.get(name)!.data });
      const made = await evaluateOncePerText(expression, batch, {});
      expect(made, text).toBeDefined();
      expect(rowsOf(made!.column.data)).toEqual(rowsOf(reference.column));
      expect(made!.column.type).toBe(reference.column.type);
      expect(made!.column.nullCount).toBe(reference.column.nullCount);
      expect(made!.nonFinite).toBe(reference.nonFinite);
    }
  });

  it('is left to the kernels where more than the text decides, or most texts differ', async () => {
    const batch = batchOfTexts(100);
    const once = (text: string) => evaluateOncePerText(parseExpression(text), batch, {});
    expect(await once('lower(u)')).toBeUndefined();
    expect(await once('concat(t, u)')).toBeUndefined();
    expect(await once('concat(t, toText(rowId()))')).toBeUndefined();
    expect(await once('over(lag(length(t)), t)')).toBeUndefined();
    expect(await once('t')).toBeUndefined();
    expect(await once('sin(n)')).toBeUndefined();
  });

  it('counts every row whose result is not finite', async () => {
    const batch = batchOfTexts(100, ['', 'a']);
    const { nonFinite, column } = await evaluateColumn(parseExpression('log(length(lower(t)))'), batch);
    const empty = rowsOf(batch.columns.get('t')!.data).filter((text) => text === '').length;
    expect(empty).toBeGreaterThan(10);
    expect(nonFinite).toBe(empty);
    expect(column.nullCount).toBe(empty);
  });
});
