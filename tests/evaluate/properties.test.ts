import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { type ClassifierEvaluationOptions, evaluateClassifier } from '../../src/evaluate/classifier.ts';
import { classifierMetrics } from '../../src/evaluate/metrics/classifier-metrics.ts';
import { classifierRows } from '../../src/evaluate/metrics/classifier-rows.ts';
import { rankErrors, regressionMetrics } from '../../src/evaluate/metrics/regression.ts';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import { evaluateRegressor, type RegressorEvaluationOptions } from '../../src/evaluate/regressor.ts';
import { expectClose, expectMetrics } from './close.ts';
import { drawClassification, drawRegression, takeRows } from './draw.ts';

function takeClassification<T extends ClassifierEvaluationOptions>(options: T, rows: number[]): T {
  return {
    ...options,
    target: takeRows(options.target, rows),
    probabilities: takeRows(options.probabilities, rows, options.classes.length),
    ...(options.weight === undefined ? {} : { weight: takeRows(options.weight, rows) }),
  };
}

function takeRegression<T extends RegressorEvaluationOptions>(options: T, rows: number[]): T {
  return {
    ...options,
    target: takeRows(options.target, rows),
    prediction: takeRows(options.prediction, rows),
    ...(options.weight === undefined ? {} : { weight: takeRows(options.weight, rows) }),
  };
}

const repeated = (counts: ArrayLike<number>) =>
  Array.from(counts, (count, row) => new Array<number>(count).fill(row)).flat();

function shuffled(rowCount: number): number[] {
  const stream = randomStream(3, 'shuffle');
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  return rows.sort((left, right) => stream.uint32(left) - stream.uint32(right));
}

describe.each([1, 2, 17, 200])('%i rows', (rowCount) => {
  describe.each([2, 4])('%i classes', (classCount) => {
    const { weight, ...rest } = drawClassification(`properties ${rowCount}`, rowCount, classCount);
    const unweighted = { ...rest, resamples: 0 };

    it('an integer weight equals repeated rows', async () => {
      const weighted = await evaluateClassifier({ ...unweighted, weight });
      const asRows = await evaluateClassifier(takeClassification(unweighted, repeated(weight)));
      expectMetrics(weighted.metrics, asRows.metrics);
      expectMetrics(weighted.baseline, asRows.baseline);
      expect(weighted.confusion).toEqual(asRows.confusion);
    });

    it('the order of the rows changes nothing', async () => {
      const fractions = weight.map((one, row) => one / 3 + (row % 7) / 10 + 0.01);
      const straight = await evaluateClassifier({ ...unweighted, weight: fractions });
      const mixed = await evaluateClassifier(
        takeClassification({ ...unweighted, weight: fractions }, shuffled(rowCount)),
      );
      expectMetrics(mixed.metrics, straight.metrics);
      expectMetrics(mixed.baseline, straight.baseline);
    });

    it('a resample has the metrics of the rows it drew', async () => {
      const positive = classCount === 2 ? 1 : undefined;
      const rows = runSteps(classifierRows(rest.target, rest.probabilities, classCount, positive, undefined));
      const order = rows.ranked?.order ?? Uint32Array.from({ length: rowCount }, (_, row) => row);
      const counts = Uint8Array.from(weight);
      const drawn = repeated(counts).map((at) => order[at]!);
      const asRows = await evaluateClassifier(takeClassification(unweighted, drawn));
      expectMetrics(runSteps(classifierMetrics(rows, counts)), asRows.metrics);
    });
  });

  describe('regression', () => {
    const { weight, ...rest } = drawRegression(`properties ${rowCount}`, rowCount);
    const unweighted = { ...rest, resamples: 0 };

    it('an integer weight equals repeated rows', async () => {
      const weighted = await evaluateRegressor({ ...unweighted, weight });
      const asRows = await evaluateRegressor(takeRegression(unweighted, repeated(weight)));
      expectMetrics(weighted.metrics, asRows.metrics);
      expectMetrics(weighted.baseline, asRows.baseline);
    });

    it('the order of the rows changes nothing', async () => {
      const fractions = weight.map((one, row) => one / 3 + (row % 7) / 10 + 0.01);
      const straight = await evaluateRegressor({ ...unweighted, weight: fractions });
      const mixed = await evaluateRegressor(takeRegression({ ...unweighted, weight: fractions }, shuffled(rowCount)));
      expectMetrics(mixed.metrics, straight.metrics);
    });

    it('a resample has the metrics of the rows it drew', async () => {
      const errors = rest.target.map((value, row) => Math.abs(rest.prediction[row]! - value));
      const order = Array.from(errors, (_, row) => row).sort((left, right) => errors[left]! - errors[right]!);
      const ranked = runSteps(rankErrors(rest.target, rest.prediction));
      const counts = Uint8Array.from(weight);
      const drawn = repeated(counts).map((at) => order[at]!);
      const asRows = await evaluateRegressor(takeRegression(unweighted, drawn));
      expectMetrics({ ...runSteps(regressionMetrics(ranked, counts)) }, asRows.metrics);
    });
  });
});

it('the positive class may be the first: its metrics are those with the classes swapped', async () => {
  const { weight: _, ...rows } = drawClassification('swap', 120, 2);
  const first = await evaluateClassifier({ ...rows, positive: 0, resamples: 0 });
  const swapped = await evaluateClassifier({
    ...rows,
    target: rows.target.map((index) => 1 - index),
    probabilities: rows.probabilities.map((_, at, all) => all[at ^ 1]!),
    resamples: 0,
  });
  // Equal odds go to the lower index, which the swap exchanges: the scores hold no such row.
  expect(rows.probabilities.includes(0.5)).toBe(false);
  expectMetrics(first.metrics, swapped.metrics);
  expectClose(
    first.curves!.calibration.map((bin) => bin.observed),
    swapped.curves!.calibration.map((bin) => bin.observed),
  );
});
