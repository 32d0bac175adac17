import type { MetricValues } from './bootstrap.ts';
import { emptyClassTotals } from './class-totals.ts';
import { matthewsCorrelation } from './classification.ts';
import { classMetrics } from './classifier-metrics.ts';
import { predictedClass } from './classifier-rows.ts';
import { rowBinaryBrier, rowLogLoss, rowMulticlassBrier } from './probability-losses.ts';
import { type RegressionMetrics, rankErrors, regressionMetrics } from './regression.ts';
import type { Steps } from './steps.ts';

/**
 * Metrics of the classifier that answers every row with the class shares of the training rows, and so with the most
 * frequent class (scikit-learn's `DummyClassifier(strategy='prior')`).
 *
 * @param targetWeight Summed weight of the evaluated rows by class.
 * @param prior Shares of the classes among the training rows, Float64Array[classCount], summing to 1.
 * @param positive The positive class of two; undefined with more.
 */
export function priorBaseline(
  targetWeight: Float64Array,
  prior: Float64Array,
  positive: number | undefined,
): MetricValues {
  const classCount = prior.length;
  const answer = predictedClass(prior, classCount, 0);
  const total = targetWeight.reduce((sum, weight) => sum + weight, 0);
  const totals = emptyClassTotals(classCount);
  totals.target.set(targetWeight);
  totals.predicted[answer] = total;
  totals.correct[answer] = targetWeight[answer]!;
  // All rows of a class have the same loss.
  let logLoss = 0;
  let brier = 0;
  for (let index = 0; index < classCount; ++index) {
    const share = targetWeight[index]! / total;
    logLoss += share * rowLogLoss(prior[index]!);
    brier +=
      share *
      (positive === undefined
        ? rowMulticlassBrier(index, prior, classCount, 0)
        : rowBinaryBrier(index === positive, prior[positive]!));
  }
  return {
    ...classMetrics(totals, positive),
    ...(positive === undefined ? {} : constantScores(targetWeight[positive]! / total)),
    logLoss,
    brier,
    matthews: matthewsCorrelation(totals),
  };
}

/** Areas under the curves when all rows have one score. */
function constantScores(positiveShare: number): MetricValues {
  const oneClass = positiveShare === 0 || positiveShare === 1;
  return { rocAuc: oneClass ? null : 0.5, prAuc: oneClass ? null : positiveShare };
}

/**
 * Metrics of the regressor that answers every row with the mean of the training rows
 * (scikit-learn's `DummyRegressor(strategy='mean')`).
 */
export function* meanBaseline(
  target: Float64Array,
  mean: number,
  weight: Float64Array | undefined,
): Steps<RegressionMetrics> {
  const ranked = yield* rankErrors(target, new Float64Array(target.length).fill(mean), weight);
  return yield* regressionMetrics(ranked, new Uint8Array(target.length).fill(1));
}
