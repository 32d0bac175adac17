import { rowBinaryBrier, rowLogLoss, rowMulticlassBrier } from './probability-losses.ts';
import { type RankedScores, rankScores } from './ranking.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/** What the metrics of a classifier need of each row, each array one entry a row. */
export interface ClassifierRows {
  readonly classCount: number;
  /** Two classes: which of them is the positive one. Undefined with more. */
  readonly positive: number | undefined;
  readonly target: Uint32Array;
  readonly predicted: Uint32Array;
  readonly logLoss: Float64Array;
  readonly brier: Float64Array;
  readonly weight: Float64Array;
  /** Two classes: the same rows, which are then in this order. */
  readonly ranked: RankedScores | undefined;
}

/** The class of the highest probability; of equal ones the lowest index. So with two classes 1 if p₁ > p₀, else 0. */
export function predictedClass(probabilities: Float64Array, classCount: number, row: number): number {
  const begin = row * classCount;
  let best = 0;
  for (let index = 1; index < classCount; ++index) {
    if (probabilities[begin + index]! > probabilities[begin + best]!) best = index;
  }
  return best;
}

/**
 * Lays out the rows whose weight is above 0. `target` holds class indices, `probabilities` is
 * Float64Array[rowCount][classCount], row-major.
 */
export function* classifierRows(
  target: Int32Array,
  probabilities: Float64Array,
  classCount: number,
  positive: number | undefined,
  weight: Float64Array | undefined,
): Steps<ClassifierRows> {
  const rows = yield* weightedRows(target.length, weight);
  const ranked = positive === undefined ? undefined : yield* rankRows(rows, target, probabilities, positive, weight);
  const rowCount = rows.length;
  const laid = {
    classCount,
    positive,
    target: new Uint32Array(rowCount),
    predicted: new Uint32Array(rowCount),
    logLoss: new Float64Array(rowCount),
    brier: new Float64Array(rowCount),
    weight: new Float64Array(rowCount),
    ranked,
  };
  for (let at = 0; at < rowCount; ++at) {
    const row = rows[ranked === undefined ? at : ranked.order[at]!]!;
    const index = target[row]!;
    laid.target[at] = index;
    laid.predicted[at] = predictedClass(probabilities, classCount, row);
    laid.logLoss[at] = rowLogLoss(probabilities[row * classCount + index]!);
    laid.brier[at] =
      positive === undefined
        ? rowMulticlassBrier(index, probabilities, classCount, row)
        : rowBinaryBrier(index === positive, probabilities[row * classCount + positive]!);
    laid.weight[at] = weight === undefined ? 1 : weight[row]!;
    if (at % stepRows(classCount) === 0) yield;
  }
  return laid;
}

/** The rows whose weight is above 0: the others are as good as absent. */
export function* weightedRows(rowCount: number, weight: Float64Array | undefined): Steps<Uint32Array> {
  const rows = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; ++row) {
    if (weight === undefined || weight[row]! > 0) {
      rows[count] = row;
      count += 1;
    }
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return rows.subarray(0, count);
}

function* rankRows(
  rows: Uint32Array,
  target: Int32Array,
  probabilities: Float64Array,
  positive: number,
  weight: Float64Array | undefined,
): Steps<RankedScores> {
  const score = new Float64Array(rows.length);
  const isPositive = new Uint8Array(rows.length);
  const weights = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; ++at) {
    const row = rows[at]!;
    score[at] = probabilities[2 * row + positive]!;
    isPositive[at] = target[row] === positive ? 1 : 0;
    weights[at] = weight === undefined ? 1 : weight[row]!;
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return yield* rankScores(isPositive, score, weights);
}

/** Rows of one step where each row costs as many operations as there are classes. */
export function stepRows(classCount: number): number {
  return Math.max(1, Math.floor(STEP_ROWS / classCount));
}
