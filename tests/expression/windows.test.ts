import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { column, evaluateRow, formatExpression, parseExpression } from '../../src/expression/index.ts';
import { fromRows } from '../../src/source/memory/from-rows.ts';
import type { Source } from '../../src/source/source.ts';
import { errorOf } from './support.ts';

type Values = (number | null)[];
const golden = JSON.parse(
  readFileSync(new URL('../golden/expression-windows.json', import.meta.url), 'utf8'),
) as Record<string, Values> & {
  entity: string[];
  time: number[];
  lag: Record<string, Values>;
  diff: Record<string, Values>;
  rows: Record<string, Values>;
  rowsCurrent: Record<string, Values>;
  span: Record<string, Values>;
  spanCurrent: Record<string, Values>;
};

const rows = golden.entity.map((entity, i) => ({ entity, time: new Date(golden.time[i]!), x: golden.x![i]! }));

async function valuesOf(source: Source, name: string, batchRows?: number): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const batch of source.toArrow({ columns: [name], batchRows })) values.push(...batch.getChild(name)!);
  return values;
}

async function windowValues(text: string, batchRows?: number): Promise<unknown[]> {
  const expression = parseExpression(text);
  expect(parseExpression(formatExpression(expression)).node).toEqual(expression.node);
  const source = (await fromRows(rows)).derive(() => ({ made: expression }));
  return valuesOf(source, 'made', batchRows);
}

function close(found: readonly unknown[], expected: Values): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    if (value === null) expect(found[i], `row ${i}`).toBeNull();
    else expect(found[i], `row ${i}`).toBeCloseTo(value, 9);
  }
}

const title = (name: string) => name[0]!.toUpperCase() + name.slice(1);

describe('windows, as pandas has them', () => {
  it.each(Object.keys(golden.rows))('rolling %s', async (name) => {
    const window = `rolling${title(name)}`;
    close(await windowValues(`over(${window}(x, 4), entity)`), golden.rows[name]!);
    close(await windowValues(`over(${window}(x, 4), entity, time, true)`), golden.rowsCurrent[name]!);
    close(await windowValues(`over(${window}(x, '7d'), entity, time)`), golden.span[name]!);
    close(await windowValues(`over(${window}(x, '1w'), entity, time, true)`), golden.spanCurrent[name]!);
  });

  it('looks back by rows', async () => {
    close(await windowValues('over(lag(x), entity)'), golden.lag['1']!);
    close(await windowValues('over(lag(x, 3), entity)'), golden.lag['3']!);
    close(await windowValues('over(diff(x), entity)'), golden.diff['1']!);
    close(await windowValues('over(diff(x, 2), entity)'), golden.diff['2']!);
    close(await windowValues('over(timeSinceLast(time), entity)'), golden.timeSinceLast!);
  });

  it('adds up', async () => {
    close(await windowValues('over(cumulativeSum(x), entity)'), golden.cumulativeSum!);
    close(await windowValues('over(cumulativeMean(x), entity)'), golden.cumulativeMean!);
    close(await windowValues('over(cumulativeCount(x), entity)'), golden.cumulativeCount!);
  });
});

describe('windows', () => {
  it('have the same values whatever the batches and however often they are read', async () => {
    const text = "over(rollingMean(x, '5d'), entity, time) + over(lag(x), entity) * over(lag(x), entity)";
    const whole = await windowValues(text);
    for (const batchRows of [1, 7, 64]) expect(await windowValues(text, batchRows)).toEqual(whole);
    const source = (await fromRows(rows)).derive((c) => ({ before: c.x!.lag().over(c.entity!) }));
    expect(await valuesOf(source, 'before')).toEqual(await valuesOf(source, 'before'));
  });

  it('are computed before a split, so that a test row looks back at training rows', async () => {
    const source = (await fromRows(rows)).derive((c) => ({ before: c.x!.lag().over(c.entity!) }));
    const { train, test } = await source.split({ time: 'time', test: 0.25 });
    close([...(await valuesOf(train, 'before')), ...(await valuesOf(test, 'before'))], golden.lag['1']!);
  });

  it('take text, dates and truth values', async () => {
    const given = [
      { id: 1, t: 'a', yes: true, at: new Date(0) },
      { id: 2, t: 'b', yes: false, at: new Date(1000) },
      { id: 1, t: null, yes: null, at: null },
      { id: null, t: 'c', yes: true, at: new Date(2000) },
      { id: 1, t: 'd', yes: true, at: new Date(3000) },
    ];
    const source = (await fromRows(given)).derive((c) => ({
      before: c.t!.lag().over(c.id!),
      was: c.yes!.lag().over(c.id!),
      earlier: c.at!.lag(2).over(c.id!),
      since: c.at!.timeSinceLast().over(c.id!),
    }));
    expect(await valuesOf(source, 'before')).toEqual([null, null, 'a', null, null]);
    expect(await valuesOf(source, 'was')).toEqual([null, null, true, null, null]);
    expect(await valuesOf(source, 'earlier')).toEqual([null, null, null, null, 0]);
    expect(await valuesOf(source, 'since')).toEqual([null, null, null, null, 3]);
  });

  it('know nothing of the rows before one that stands alone', () => {
    expect(evaluateRow(parseExpression('over(lag(x), e)'), { x: 1, e: 'a' })).toBeNull();
    expect(evaluateRow(parseExpression('over(cumulativeCount(x), e)'), { x: 1, e: 'a' })).toBeNull();
  });

  it('refuse a time that goes back within an entity, and name the row', async () => {
    const back = [...rows.slice(0, 5), { ...rows[0]!, entity: rows[4]!.entity }];
    const source = (await fromRows(back)).derive((c) => ({ made: c.x!.lag().over(c.entity!, { time: c.time! }) }));
    await expect(valuesOf(source, 'made')).rejects.toMatchObject({ code: 'VALUE_INVALID', row: 5 });
  });

  it.each([
    ['lag(x)', 1, 'none is named'],
    ['1 + lag(x)', 5, 'none is named'],
    ['over(x, entity)', 6, 'takes a window first'],
    ["over(rollingMean(x, '7 moons'), entity, time)", 21, 'no span of time'],
    ["over(rollingMean(x, '7d'), entity)", 1, 'needs the time'],
    ['over(lag(x, 0), entity)', 13, 'whole number of rows'],
    ['over(lag(x), entity, time, true)', 28, 'has no window'],
    ['over(lead(x), entity)', 6, "'lead' looks ahead"],
  ])('names the place in %j', async (text, at, message) => {
    const source = await fromRows(rows);
    const error = errorOf(() => source.derive(() => ({ made: parseExpression(text) })));
    expect(error.code).toBe('EXPRESSION_INVALID');
    expect(error.message).toContain(message);
    expect(error.message).toContain(`(at character ${at} of "${text}")`);
  });

  it('have no lead, and are no conditions of single rows', async () => {
    expect(errorOf(() => (column('x') as unknown as { lead(): unknown }).lead()).message).toContain('looks ahead');
    const source = await fromRows(rows);
    expect(errorOf(() => source.filter(parseExpression('over(lag(x), entity) > 1'))).code).toBe('EXPRESSION_INVALID');
  });
});
