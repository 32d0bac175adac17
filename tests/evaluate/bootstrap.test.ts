import { describe, expect, it } from 'vitest';
import { evaluateClassifier } from '../../src/evaluate/classifier.ts';
import { bootstrapIntervals, defaultResampleCount } from '../../src/evaluate/metrics/bootstrap.ts';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import { evaluateRegressor } from '../../src/evaluate/regressor.ts';
import { drawClassification, drawRegression } from './draw.ts';

const { weight, ...binary } = drawClassification('bootstrap', 1000, 2);

describe('bootstrapIntervals', () => {
  it('draws as many rows as there are, with the spread of draws with replacement', () => {
    const rowCount = 20_000;
    const shares: number[] = [];
    runSteps(
      bootstrapIntervals({
        rowCount,
        resampleCount: 3,
        seed: 5,
        *measure(multiplicity) {
          expect(multiplicity.reduce((sum, count) => sum + count, 0)).toBe(rowCount);
          shares.push(multiplicity.filter((count) => count > 0).length / rowCount);
          yield;
          return {};
        },
      }),
    );
    expect(shares.length).toBe(3);
    // A row is drawn at least once with chance 1 - 1/e; the bound is five standard errors.
    for (const share of shares) expect(Math.abs(share - (1 - 1 / Math.E))).toBeLessThan(0.011);
  });

  it("takes NumPy's linear quantiles of what is defined", () => {
    let resample = 0;
    const intervals = runSteps(
      bootstrapIntervals({
        rowCount: 1,
        resampleCount: 42,
        seed: 0,
        *measure() {
          resample += 1;
          yield;
          return { number: resample <= 41 ? (resample * 17) % 41 : null, undefined: null };
        },
      }),
    );
    // 0 to 40: the quantiles are 0.025 · 40 and 0.975 · 40.
    expect(intervals).toEqual({ number: [1, 39] });
  });

  it('takes fewer resamples of more rows', () => {
    expect([1, 10_000, 75_000, 600_000, 10_000_000].map(defaultResampleCount)).toEqual([1000, 1000, 1000, 125, 100]);
  });
});

describe('the intervals of an evaluation', () => {
  it('depend on the seed alone', async () => {
    const one = await evaluateClassifier({ ...binary, seed: 1, resamples: 50 });
    const again = await evaluateClassifier({ ...binary, seed: 1, resamples: 50 });
    const other = await evaluateClassifier({ ...binary, seed: 2, resamples: 50 });
    expect(again.intervals).toEqual(one.intervals);
    expect(other.intervals).not.toEqual(one.intervals);
    expect(one.bootstrap).toEqual({ resamples: 50, level: 0.95 });
  });

  it('hold every metric between their ends, 1000 resamples by default', async () => {
    const result = await evaluateClassifier({ ...binary, weight, seed: 1 });
    expect(result.bootstrap.resamples).toBe(1000);
    expect(Object.keys(result.intervals)).toEqual(Object.keys(result.metrics));
    for (const [name, [lower, upper]] of Object.entries(result.intervals)) {
      expect(lower, name).toBeLessThan(result.metrics[name]!);
      expect(upper, name).toBeGreaterThan(result.metrics[name]!);
    }
  });

  it('are as wide as the normal approximation says', async () => {
    const classified = await evaluateClassifier({ ...binary, seed: 1 });
    const accuracy = classified.metrics.accuracy!;
    const [lower, upper] = classified.intervals.accuracy!;
    expect((upper - lower) / (2 * 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / 1000))).toBeCloseTo(1, 0.7);

    const { weight: _, ...rows } = drawRegression('bootstrap', 1000);
    const regressed = await evaluateRegressor({ ...rows, seed: 1 });
    const errors = rows.target.map((value, row) => Math.abs(value - rows.prediction[row]!));
    const mean = regressed.metrics.mae!;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / 1000);
    const [low, high] = regressed.intervals.mae!;
    expect((high - low) / ((2 * 1.96 * deviation) / Math.sqrt(1000))).toBeCloseTo(1, 0.7);
  });

  it('leave out a metric that has no value, and are points for one row', async () => {
    const result = await evaluateClassifier({
      target: Int32Array.of(1),
      probabilities: Float64Array.of(0.25, 0.75),
      classes: ['no', 'yes'],
      prior: Float64Array.of(0.5, 0.5),
      resamples: 20,
    });
    expect(result.metrics.rocAuc).toBeNull();
    expect(result.intervals).not.toHaveProperty('rocAuc');
    expect(result.intervals.brier).toEqual([0.0625, 0.0625]);
  });
});

describe('a long evaluation', () => {
  const long = drawClassification('long', 60_000, 2);

  it('lets the event loop turn, and reports its progress', async () => {
    let turns = 0;
    let ended = false;
    const turn = () => {
      turns += 1;
      if (!ended) setImmediate(turn);
    };
    setImmediate(turn);
    const shares: number[] = [];
    const began = performance.now();
    await evaluateClassifier({ ...long, resamples: 40, onProgress: (share) => shares.push(share) });
    ended = true;
    // A turn every 5 ms is asked for; a busy machine gets at least one in 50 ms.
    expect(turns).toBeGreaterThan((performance.now() - began) / 50);
    expect(shares).toEqual(Array.from({ length: 40 }, (_, resample) => (resample + 1) / 40));
  });

  it('stops soon after its signal, between resamples and within one', async () => {
    const abort = new AbortController();
    let stopped = 0;
    const evaluation = evaluateClassifier({
      ...long,
      signal: abort.signal,
      onProgress: () => {
        stopped = performance.now();
        abort.abort();
      },
    });
    await expect(evaluation).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - stopped).toBeLessThan(100);
  });

  it('does not begin when the signal was aborted before', async () => {
    const signal = AbortSignal.abort();
    await expect(evaluateClassifier({ ...long, signal })).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(evaluateRegressor({ ...drawRegression('aborted', 10), signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});
