import type { Numbers } from './class-totals.ts';
import { CompensatedSum } from './compensated-sum.ts';

/**
 * -ln of the probability of the row's class, clipped to [2^-52, 1 - 2^-52] as scikit-learn's `log_loss` does for
 * float64. The probabilities of a row are not made to sum to 1.
 */
export function rowLogLoss(probabilityOfClass: number): number {
  return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probabilityOfClass)));
}

/** The squared error of the positive class's probability, 0 to 1 (`brier_score_loss` of one column). */
export function rowBinaryBrier(positive: boolean, probability: number): number {
  return ((positive ? 1 : 0) - probability) ** 2;
}

/**
 * The squared errors of all classes, summed, 0 to 2 (`brier_score_loss` of more than two columns). Row `row` of
 * `probabilities`, Float64Array[rowCount][classCount], row-major.
 */
export function rowMulticlassBrier(
  target: number,
  probabilities: Float64Array,
  classCount: number,
  row: number,
): number {
  let score = 0;
  for (let index = 0; index < classCount; ++index) {
    score += ((index === target ? 1 : 0) - probabilities[row * classCount + index]!) ** 2;
  }
  return score;
}

/**
 * Mean of `rowLogLoss`. `target` holds class indices, `probabilities` is Float64Array[rowCount][classCount],
 * row-major; `weight` defaults to 1.
 */
export function logLoss(target: Numbers, probabilities: Float64Array, classCount: number, weight?: Numbers): number {
  return weightedMean(target.length, weight, (row) => rowLogLoss(probabilities[row * classCount + target[row]!]!));
}

/** Mean of `rowBinaryBrier`. `positive[row]` is 1 for a row of the positive class, else 0. */
export function binaryBrier(positive: Numbers, probability: Numbers, weight?: Numbers): number {
  return weightedMean(positive.length, weight, (row) => rowBinaryBrier(positive[row] === 1, probability[row]!));
}

/** Mean of `rowMulticlassBrier`, laid out as for `logLoss`. */
export function multiclassBrier(
  target: Numbers,
  probabilities: Float64Array,
  classCount: number,
  weight?: Numbers,
): number {
  return weightedMean(target.length, weight, (row) => rowMulticlassBrier(target[row]!, probabilities, classCount, row));
}

function weightedMean(rowCount: number, weight: Numbers | undefined, lossOf: (row: number) => number): number {
  const total = new CompensatedSum();
  const weights = new CompensatedSum();
  for (let row = 0; row < rowCount; ++row) {
    const rowWeight = weight === undefined ? 1 : weight[row]!;
    total.add(rowWeight * lossOf(row));
    weights.add(rowWeight);
  }
  return total.value / weights.value;
}
