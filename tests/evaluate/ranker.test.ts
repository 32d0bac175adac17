import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluateRanker } from '../../src/evaluate/ranker.ts';
import { faultOf } from '../support/fault.ts';

interface Case {
  readonly relevance: readonly number[];
  readonly score: readonly number[];
  readonly ndcg: number;
  readonly ndcg5: number;
  readonly ndcg10: number;
  readonly map: number | null;
}

const golden = JSON.parse(readFileSync(new URL('../golden/ranking.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

const evaluate = (target: readonly number[], score: readonly number[], group: readonly number[], weight?: number[]) =>
  evaluateRanker({
    target: Float64Array.from(target),
    score: Float64Array.from(score),
    group: Float64Array.from(group),
    weight: weight && Float64Array.from(weight),
    resamples: 50,
  });

describe('one group, as scikit-learn measures it', () => {
  test.each(golden.cases.map((one) => [one.relevance.length, one] as const))('%i rows', async (_, one) => {
    const group = one.relevance.map(() => 7);
    const { metrics } = await evaluate(one.relevance, one.score, group);
    expect(metrics.ndcg).toBeCloseTo(one.ndcg, 12);
    expect(metrics.ndcg5).toBeCloseTo(one.ndcg5, 12);
    expect(metrics.ndcg10).toBeCloseTo(one.ndcg10, 12);
    if (one.map !== null) expect(metrics.map).toBeCloseTo(one.map, 12);
  });
});

test('rows of equal score: the mean over every order of them', async () => {
  const { metrics } = await evaluate([1, 0, 1, 0], [2, 1, 1, 1], [0, 0, 0, 0]);
  // The relevant one of the three comes second, third or last.
  expect(metrics.map).toBeCloseTo((1 + (2 / 2 + 2 / 3 + 2 / 4) / 3) / 2, 12);
});

test('groups whose rows lie apart: the mean of each, by the mean weight of its rows', async () => {
  const target = [1, 1, 0, 0, 0];
  const score = [3, 1, 2, 5, 9];
  const group = [10, 20, 10, 20, 30];
  const { metrics, groupCount, emptyGroupCount, rowCount } = await evaluate(target, score, group, [1, 2, 1, 4, 1]);
  expect({ groupCount, emptyGroupCount, rowCount }).toEqual({ groupCount: 2, emptyGroupCount: 1, rowCount: 5 });
  expect(metrics.ndcg).toBeCloseTo((1 * 1 + 3 * (1 / Math.log2(3))) / 4, 12);
  expect(metrics.map).toBeCloseTo((1 * 1 + 3 * 0.5) / 4, 12);
});

test('the baseline is an order by chance, and the intervals hold the value', async () => {
  const groups = 200;
  const [target, score, group] = [[], [], []] as number[][];
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < 5; i++) {
      target!.push((g * 7 + i * 3) % 4);
      score!.push(((g * 7 + i * 3) % 4) + ((g * 31 + i * 17) % 5));
      group!.push(g);
    }
  }
  const { metrics, baseline, intervals } = await evaluate(target!, score!, group!);
  expect(metrics.ndcg!).toBeGreaterThan(baseline.ndcg!);
  for (const name of ['ndcg', 'ndcg5', 'ndcg10', 'map']) {
    const [low, high] = intervals[name]!;
    expect(low).toBeLessThanOrEqual(metrics[name]!);
    expect(high).toBeGreaterThanOrEqual(metrics[name]!);
    expect(low).toBeLessThan(high);
  }
});

const faults = [
  ['no relevant row', [0, 0], [1, 2], 'ROWS_TOO_FEW'],
  ['no row', [], [], 'ROWS_TOO_FEW'],
  ['negative relevance', [1, -1], [1, 2], 'TARGET_INVALID'],
  ['relevance beyond what adds up', [1, 32], [1, 2], 'TARGET_INVALID'],
  ['a score that is no number', [1, 0], [Number.NaN, 2], 'VALUE_MISSING'],
] as const;
test.each(faults)('%s', async (_, target, score, code) => {
  expect(
    await faultOf(() =>
      evaluate(
        target,
        score,
        target.map(() => 0),
      ),
    ),
  ).toMatchObject({ code });
});
