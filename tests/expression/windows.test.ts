import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { column, evaluateRow, formatExpression, parseExpression } from '../../src/expression/index.ts';
import { SlidingStatistic } from '../../src/expression/windows/sliding.ts';
import type { Statistic } from '../../src/expression/windows/statistics.ts';
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

/** Each row's window by itself: the values from the oldest to the newest. */
function plainStatistic(name: string, values: number[]): number | null {
  const n = values.length;
  if (name === 'rollingCount') return n;
  if (n === 0 || (name === 'rollingStd' && n < 2)) return null;
  if (name === 'rollingMin') return Math.min(...values);
  if (name === 'rollingMax') return Math.max(...values);
  // Whole numbers of 2^-20 up to 2^30: their sums are exact in float64.
  const sum = values.reduce((a, b) => a + b, 0);
  if (name === 'rollingSum') return sum;
  if (name === 'rollingMean') return sum / n;
  return Math.sqrt(values.reduce((a, b) => a + (b - sum / n) ** 2, 0) / (n - 1));
}

describe('rolling windows of any width', () => {
  const random = randomStream(3, 'windows');
  const n = 400;
  let time = 0;
  const made = Array.from({ length: n }, (_, i) => {
    time += random.below(3 * i, 4) < 2 ? 0 : random.below(3 * i + 1, 3600); // many rows of one moment
    const size = 2 ** random.below(3 * i + 2, 30);
    const value = (random.below(5 * n + i, 2 ** 20) - 2 ** 19) * (size / 2 ** 20);
    const isMissing = random.below(7 * n + i, 9) === 0;
    return { id: random.below(9 * n + i, 3), t: new Date(time * 1000), x: isMissing ? null : value };
  });

  const names = ['Count', 'Sum', 'Mean', 'Min', 'Max', 'Std'].map((name) => `rolling${name}`);
  it.each(names)('%s is that of the rows in it', async (name) => {
    const source = await fromRows(made);
    const check = async (text: string, isIn: (other: number, row: number, place: number) => boolean) => {
      const found = await valuesOf(
        source.derive(() => ({ y: parseExpression(text) })),
        'y',
        301,
      );
      for (const [row, { id }] of made.entries()) {
        // Places of the entity's rows before this one: 0 is this one, 1 the one before it.
        const own = made.slice(0, row + 1).flatMap((other, at) => (other.id === id ? [at] : []));
        const inside = own.filter((at, k) => isIn(at, row, own.length - 1 - k));
        const values = inside.map((at) => made[at]!.x).filter((x) => x !== null);
        const expected = plainStatistic(name, values);
        if (expected === null || name !== 'rollingStd') expect(found[row], `${text}, row ${row}`).toBe(expected);
        else expect(found[row] as number).toBeCloseTo(expected, 9 - Math.ceil(Math.log10(1 + expected)));
      }
    };
    for (const size of [1, 2, 7, 60, 5000]) {
      await check(`over(${name}(x, ${size}), id)`, (_, __, place) => place >= 1 && place <= size);
      await check(`over(${name}(x, ${size}), id, t, true)`, (_, __, place) => place < size);
    }
    const at = (row: number) => made[row]!.t.getTime() / 1000;
    for (const span of [1, 1800, 90_000]) {
      await check(
        `over(${name}(x, '${span}s'), id, t)`,
        (other, row) => at(other) < at(row) && at(other) >= at(row) - span,
      );
      await check(`over(${name}(x, '${span}s'), id, t, true)`, (other, row) => at(other) > at(row) - span);
    }
  });

  it('keeps no trace of what has left', async () => {
    const given = [1e300, 1e-3, 3e-3, 1e16, 1, -1e16, 0.1, 0.1, 0.1, 0.1].map((x) => ({ id: 1, x }));
    const source = (await fromRows(given)).derive(() => ({
      sum: parseExpression('over(rollingSum(x, 3), id, null, true)'),
      std: parseExpression('over(rollingStd(x, 3), id, null, true)'),
    }));
    const sums = await valuesOf(source, 'sum');
    expect(sums[5]).toBe(1); // 1e16 + 1 - 1e16
    expect((await valuesOf(source, 'std')).slice(8)).toEqual([0, 0]);
  });

  it('take work that does not grow with their width', () => {
    let joined = 0;
    const counting: Statistic<number> = {
      of: (value) => value,
      join: (older, newer) => {
        joined++;
        return older + newer;
      },
      result: (part) => part,
      ofNone: undefined,
    };
    for (const width of [1, 10, 1000, 50_000]) {
      joined = 0;
      const window = new SlidingStatistic(counting);
      for (let row = 0; row < 100_000; row++) {
        window.push(1);
        if (window.length > width) window.shift();
        if (window.value() !== Math.min(row + 1, width)) expect.fail(`row ${row}`);
      }
      expect(joined).toBeLessThan(300_000);
    }
  });
});
