import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateClassifier } from '../../src/evaluate/classifier.ts';
import { calibrationCurve } from '../../src/evaluate/metrics/calibration-curve.ts';
import { precisionRecallCurve } from '../../src/evaluate/metrics/precision-recall-curve.ts';
import { rankScores } from '../../src/evaluate/metrics/ranking.ts';
import { rocCurve } from '../../src/evaluate/metrics/roc-curve.ts';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import { evaluateRegressor } from '../../src/evaluate/regressor.ts';
import { expectClose, expectMetrics } from './close.ts';

type Values = Record<string, number | null>;

interface ClassificationCase {
  name: string;
  target: number[];
  probabilities: number[];
  classes: number;
  weight: number[] | null;
  prior: number[];
  metrics: Values;
  baseline: Values;
  confusion: number[][];
  roc?: { falsePositiveRate: number[]; truePositiveRate: number[]; threshold: (number | null)[] };
  precisionRecall?: { precision: number[]; recall: number[]; threshold: number[] };
  calibration?: { observed: number[]; predicted: number[] };
}

interface RegressionCase {
  name: string;
  target: number[];
  prediction: number[];
  weight: number[] | null;
  mean: number;
  metrics: Values;
  baseline: Values;
}

const golden = JSON.parse(readFileSync(new URL('../golden/metrics.json', import.meta.url), 'utf8')) as {
  classification: ClassificationCase[];
  regression: RegressionCase[];
};

const named = <T extends { name: string }>(cases: T[]): [string, T][] => cases.map((one) => [one.name, one]);
const weightOf = (weight: number[] | null) => (weight === null ? undefined : Float64Array.from(weight));

describe('classification as scikit-learn has it', () => {
  it.each(named(golden.classification))('%s', async (_, one) => {
    const result = await evaluateClassifier({
      target: Int32Array.from(one.target),
      probabilities: Float64Array.from(one.probabilities),
      classes: Array.from({ length: one.classes }, (_, index) => `class ${index}`),
      weight: weightOf(one.weight),
      prior: Float64Array.from(one.prior),
      resamples: 0,
    });
    expectMetrics(result.metrics, one.metrics);
    expectMetrics(result.baseline, one.baseline);
    for (const [actual, counts] of one.confusion.entries()) expectClose(result.confusion.counts[actual]!, counts);
  });

  const ranked = (one: ClassificationCase) => {
    const rows = one.target.map((_, row) => row).filter((row) => one.weight === null || one.weight[row]! > 0);
    return runSteps(
      rankScores(
        rows.map((row) => one.target[row]!),
        rows.map((row) => one.probabilities[2 * row + 1]!),
        one.weight === null ? undefined : rows.map((row) => one.weight![row]!),
      ),
    );
  };

  it.each(named(golden.classification.filter((one) => one.roc !== undefined)))('ROC curve: %s', (_, one) => {
    const curve = runSteps(rocCurve(ranked(one)))!;
    expectClose(curve.falsePositiveRate, one.roc!.falsePositiveRate);
    expectClose(curve.truePositiveRate, one.roc!.truePositiveRate);
    expectClose(curve.threshold.subarray(1), one.roc!.threshold.slice(1) as number[]);
    expect(curve.threshold[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it.each(named(golden.classification.filter((one) => one.precisionRecall !== undefined)))(
    'precision-recall curve: %s',
    (_, one) => {
      const curve = runSteps(precisionRecallCurve(ranked(one)))!;
      expectClose(curve.precision.slice().reverse(), one.precisionRecall!.precision);
      expectClose(curve.recall.slice().reverse(), one.precisionRecall!.recall);
      expectClose(curve.threshold.slice(1).reverse(), one.precisionRecall!.threshold);
    },
  );

  it.each(named(golden.classification.filter((one) => one.calibration !== undefined)))('calibration: %s', (_, one) => {
    const bins = runSteps(calibrationCurve(ranked(one)));
    expectClose(
      bins.map((bin) => bin.predicted),
      one.calibration!.predicted,
    );
    expectClose(
      bins.map((bin) => bin.observed),
      one.calibration!.observed,
    );
    expect(bins.reduce((sum, bin) => sum + bin.rowCount, 0)).toBe(one.target.length);
  });
});

describe('regression as scikit-learn has it', () => {
  it.each(named(golden.regression))('%s', async (_, one) => {
    const result = await evaluateRegressor({
      target: Float64Array.from(one.target),
      prediction: Float64Array.from(one.prediction),
      weight: weightOf(one.weight),
      mean: one.mean,
      resamples: 0,
    });
    expectMetrics(result.metrics, one.metrics);
    expectMetrics(result.baseline, one.baseline);
  });
});
