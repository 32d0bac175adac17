import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateClassifier } from '../../src/evaluate/classifier.ts';
import { evaluateRegressor } from '../../src/evaluate/regressor.ts';
import { expectMetrics } from './close.ts';

type Values = Record<string, number | null>;

const { large } = JSON.parse(readFileSync(new URL('../golden/metrics.json', import.meta.url), 'utf8')) as {
  large: { rowCount: number } & Record<'unweighted' | 'weighted', { classification: Values; regression: Values }>;
};

/** The generator's formula, word for word. */
function hashed(row: number, salt: number): number {
  let word = (row + salt) >>> 0;
  for (let round = 0; round < 2; ++round) word = Math.imul(word ^ (word >>> 16), 0x45d9f3b);
  return (word ^ (word >>> 16)) >>> 0;
}

const { rowCount } = large;
const share = Float64Array.from({ length: rowCount }, (_, row) => ((hashed(row, 1) % 999_983) + 0.5) / 999_983);
const target = Int32Array.from(share, (value, row) => (hashed(row, 2_000_003) / 2 ** 32 < value ? 1 : 0));
const weights = Float64Array.from({ length: rowCount }, (_, row) => ((hashed(row, 4_000_037) % 1000) + 1) / 997);
const value = Float64Array.from({ length: rowCount }, (_, row) => ((hashed(row, 6_000_011) % 100_003) + 1) / 7);

describe('600,000 rows, to 1e-12', () => {
  it.each([
    ['unweighted', undefined],
    ['weighted', weights],
  ] as const)('classification, %s', async (name, weight) => {
    const probabilities = new Float64Array(2 * rowCount);
    for (let row = 0; row < rowCount; ++row) {
      probabilities[2 * row] = 1 - share[row]!;
      probabilities[2 * row + 1] = share[row]!;
    }
    const prior = Float64Array.of(0.5, 0.5);
    const classes = ['no', 'yes'];
    const result = await evaluateClassifier({ target, probabilities, classes, prior, weight, resamples: 0 });
    expectMetrics(result.metrics, large[name].classification);
    for (const curve of [result.curves!.roc, result.curves!.precisionRecall]) {
      expect(curve.length).toBeGreaterThan(100);
      expect(curve.length).toBeLessThanOrEqual(200);
    }
  });

  it.each([
    ['unweighted', undefined],
    ['weighted', weights],
  ] as const)('regression, %s', async (name, weight) => {
    const prediction = value.map((one, row) => one + share[row]! - 0.5);
    const result = await evaluateRegressor({ target: value, prediction, mean: 0, weight, resamples: 0 });
    expectMetrics(result.metrics, large[name].regression);
  });
});
