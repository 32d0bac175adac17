import type { MetricValues } from './bootstrap.ts';
import { type ClassTotals, emptyClassTotals } from './class-totals.ts';
import {
  accuracy,
  balancedAccuracy,
  macroPrecisionRecallF1,
  matthewsCorrelation,
  precisionRecallF1,
  weightedPrecisionRecallF1,
} from './classification.ts';
import type { ClassifierRows } from './classifier-rows.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { RankingFold } from './ranking.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/**
 * The metrics of a classifier. `precision`, `recall` and `f1` are the positive class's with two classes and equal the
 * macro averages with more; `rocAuc` and `prAuc` are there with two classes only.
 */
export type ClassifierMetrics = MetricValues;

/** All metrics of the rows, each taken as often as its multiplicity says. */
export function* classifierMetrics(rows: ClassifierRows, multiplicity: Uint8Array): Steps<ClassifierMetrics> {
  const rowCount = rows.target.length;
  const totals = emptyClassTotals(rows.classCount);
  const losses = { logLoss: new CompensatedSum(), brier: new CompensatedSum(), weight: new CompensatedSum() };
  const ranking = rows.ranked === undefined ? undefined : new RankingFold(rows.ranked);
  for (let begin = 0; begin < rowCount; begin += STEP_ROWS) {
    const end = Math.min(rowCount, begin + STEP_ROWS);
    foldTotals(totals, rows, multiplicity, begin, end);
    foldLosses(losses, rows, multiplicity, begin, end);
    ranking?.fold(multiplicity, begin, end);
    yield;
  }
  return {
    ...classMetrics(totals, rows.positive),
    ...(ranking === undefined ? {} : { rocAuc: ranking.rocAuc, prAuc: ranking.prAuc }),
    logLoss: losses.logLoss.value / losses.weight.value,
    brier: losses.brier.value / losses.weight.value,
    matthews: matthewsCorrelation(totals),
  };
}

/** The metrics of the predicted class alone. `positive` is undefined with more than two classes. */
export function classMetrics(totals: ClassTotals, positive: number | undefined): Record<string, number> {
  const macro = macroPrecisionRecallF1(totals);
  const weighted = weightedPrecisionRecallF1(totals);
  const main = positive === undefined ? macro : precisionRecallF1(totals, positive);
  return {
    accuracy: accuracy(totals),
    balancedAccuracy: balancedAccuracy(totals),
    precision: main.precision,
    recall: main.recall,
    f1: main.f1,
    precisionMacro: macro.precision,
    recallMacro: macro.recall,
    f1Macro: macro.f1,
    precisionWeighted: weighted.precision,
    recallWeighted: weighted.recall,
    f1Weighted: weighted.f1,
  };
}

function foldTotals(
  totals: ClassTotals,
  rows: ClassifierRows,
  multiplicity: Uint8Array,
  begin: number,
  end: number,
): void {
  const { target, predicted, weight } = rows;
  for (let at = begin; at < end; ++at) {
    const rowWeight = multiplicity[at]! * weight[at]!;
    const rowTarget = target[at]!;
    const rowPredicted = predicted[at]!;
    totals.target[rowTarget]! += rowWeight;
    totals.predicted[rowPredicted]! += rowWeight;
    if (rowTarget === rowPredicted) totals.correct[rowTarget]! += rowWeight;
  }
}

function foldLosses(
  sums: { readonly logLoss: CompensatedSum; readonly brier: CompensatedSum; readonly weight: CompensatedSum },
  rows: ClassifierRows,
  multiplicity: Uint8Array,
  begin: number,
  end: number,
): void {
  let logLoss = 0;
  let brier = 0;
  let weights = 0;
  for (let at = begin; at < end; ++at) {
    const rowWeight = multiplicity[at]! * rows.weight[at]!;
    logLoss += rowWeight * rows.logLoss[at]!;
    brier += rowWeight * rows.brier[at]!;
    weights += rowWeight;
  }
  sums.logLoss.add(logLoss);
  sums.brier.add(brier);
  sums.weight.add(weights);
}
