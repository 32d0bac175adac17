import type { ClassTotals } from './class-totals.ts';

/**
 * Metrics of the predicted class, as scikit-learn defines them, with its default of 0 where a ratio is 0 / 0.
 * A class is present when rows of it, or rows predicted to be of it, have any weight. (scikit-learn also counts a class
 * that occurs in rows of weight 0 alone; here such a row is as good as absent.)
 */

/** Share of the weight on rows whose class was predicted (`accuracy_score`). */
export function accuracy(totals: ClassTotals): number {
  return sum(totals.correct) / sum(totals.target);
}

/** Unweighted mean of the recall of the classes with rows (`balanced_accuracy_score`). */
export function balancedAccuracy(totals: ClassTotals): number {
  let recalls = 0;
  let classes = 0;
  for (let index = 0; index < totals.target.length; ++index) {
    if (totals.target[index]! === 0) continue;
    recalls += totals.correct[index]! / totals.target[index]!;
    classes += 1;
  }
  return recalls / classes;
}

export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Of one class against the rest (`precision_recall_fscore_support`). */
export function precisionRecallF1(totals: ClassTotals, index: number): PrecisionRecallF1 {
  const correct = totals.correct[index]!;
  const predicted = totals.predicted[index]!;
  const target = totals.target[index]!;
  return {
    precision: ratio(correct, predicted),
    recall: ratio(correct, target),
    f1: ratio(2 * correct, target + predicted),
  };
}

/** Unweighted mean over the classes present (`average='macro'`). */
export function macroPrecisionRecallF1(totals: ClassTotals): PrecisionRecallF1 {
  return average(totals, (index) => (totals.target[index]! + totals.predicted[index]! > 0 ? 1 : 0));
}

/** Mean over the classes by the weight of their rows (`average='weighted'`). */
export function weightedPrecisionRecallF1(totals: ClassTotals): PrecisionRecallF1 {
  return average(totals, (index) => totals.target[index]!);
}

/**
 * Matthews' correlation of class and predicted class, for any number of classes (`matthews_corrcoef`): 0 when either
 * is constant. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
 */
export function matthewsCorrelation(totals: ClassTotals): number {
  const { target, predicted } = totals;
  // One class takes all: said outright, since the difference below may round to another value than 0.
  if (target.filter((weight) => weight > 0).length < 2 || predicted.filter((weight) => weight > 0).length < 2) return 0;
  const total = sum(target);
  const covariance = sum(totals.correct) * total - dot(target, predicted);
  const targetVariance = total * total - dot(target, target);
  const predictedVariance = total * total - dot(predicted, predicted);
  return covariance / Math.sqrt(targetVariance * predictedVariance);
}

function average(totals: ClassTotals, shareOf: (index: number) => number): PrecisionRecallF1 {
  let precision = 0;
  let recall = 0;
  let f1 = 0;
  let shares = 0;
  for (let index = 0; index < totals.target.length; ++index) {
    const share = shareOf(index);
    const one = precisionRecallF1(totals, index);
    precision += share * one.precision;
    recall += share * one.recall;
    f1 += share * one.f1;
    shares += share;
  }
  return { precision: precision / shares, recall: recall / shares, f1: f1 / shares };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

function sum(values: Float64Array): number {
  let result = 0;
  for (const value of values) result += value;
  return result;
}

function dot(left: Float64Array, right: Float64Array): number {
  let result = 0;
  for (let index = 0; index < left.length; ++index) result += left[index]! * right[index]!;
  return result;
}
