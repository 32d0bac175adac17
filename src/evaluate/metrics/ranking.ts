import { ascendingOrder } from './ascending-order.ts';
import type { Numbers } from './class-totals.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/** Rows from the highest score to the lowest, each array one entry a row. Rows of equal score are one group. */
export interface RankedScores {
  /** The rows' positions in what was ranked. */
  readonly order: Uint32Array;
  readonly score: Float64Array;
  /** 1 for a row of the positive class, else 0. */
  readonly positive: Uint8Array;
  /** 1 for the last row of its group, else 0. */
  readonly groupEnd: Uint8Array;
  readonly weight: Float64Array;
}

/**
 * Sorts rows by descending score, once. `positive[row]` is 1 for the positive class, else 0; scores are finite;
 * weights are above 0 and default to 1.
 */
export function* rankScores(positive: Numbers, score: Numbers, weight?: Numbers): Steps<RankedScores> {
  const rowCount = score.length;
  const negated = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; ++row) {
    negated[row] = -score[row]!;
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  const order = yield* ascendingOrder(negated);
  const ranked = {
    order,
    score: new Float64Array(rowCount),
    positive: new Uint8Array(rowCount),
    groupEnd: new Uint8Array(rowCount),
    weight: new Float64Array(rowCount),
  };
  for (let at = 0; at < rowCount; ++at) {
    const row = order[at]!;
    ranked.score[at] = score[row]!;
    ranked.positive[at] = positive[row]!;
    ranked.weight[at] = weight === undefined ? 1 : weight[row]!;
    if (at + 1 === rowCount || score[order[at + 1]!] !== score[row]) ranked.groupEnd[at] = 1;
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return ranked;
}

/**
 * Areas under the ROC and the precision-recall curve of ranked rows, each row taken as often as its multiplicity says.
 * Fold all rows once, in order.
 *
 * - `rocAuc`: trapezoids (`roc_auc_score`): the chance that a positive row is above a negative one, ties counting half.
 * - `prAuc`: average precision (`average_precision_score`): precision summed over the steps of recall, without
 *   interpolation.
 *
 * Both are null when the rows hold one class only. (scikit-learn gives NaN for the first, and for the second 0 or 1,
 * which say nothing about the scores.)
 */
export class RankingFold {
  readonly #ranked: RankedScores;
  #truePositives = 0;
  #falsePositives = 0;
  // As of the last group that ended.
  #groupTruePositives = 0;
  #groupFalsePositives = 0;
  readonly #doubleArea = new CompensatedSum();
  readonly #precisionSum = new CompensatedSum();

  constructor(ranked: RankedScores) {
    this.#ranked = ranked;
  }

  fold(multiplicity: Uint8Array, begin: number, end: number): void {
    const { positive, groupEnd, weight } = this.#ranked;
    let truePositives = this.#truePositives;
    let falsePositives = this.#falsePositives;
    let groupTruePositives = this.#groupTruePositives;
    let groupFalsePositives = this.#groupFalsePositives;
    let doubleArea = 0;
    let precisionSum = 0;
    for (let at = begin; at < end; ++at) {
      const rowWeight = multiplicity[at]! * weight[at]!;
      const positiveWeight = positive[at]! * rowWeight;
      truePositives += positiveWeight;
      falsePositives += rowWeight - positiveWeight;
      if (groupEnd[at] === 0) continue;
      doubleArea += (falsePositives - groupFalsePositives) * (truePositives + groupTruePositives);
      if (truePositives > groupTruePositives) {
        precisionSum += ((truePositives - groupTruePositives) * truePositives) / (truePositives + falsePositives);
      }
      groupTruePositives = truePositives;
      groupFalsePositives = falsePositives;
    }
    this.#truePositives = truePositives;
    this.#falsePositives = falsePositives;
    this.#groupTruePositives = groupTruePositives;
    this.#groupFalsePositives = groupFalsePositives;
    this.#doubleArea.add(doubleArea);
    this.#precisionSum.add(precisionSum);
  }

  get rocAuc(): number | null {
    if (this.#oneClass()) return null;
    return this.#doubleArea.value / 2 / this.#truePositives / this.#falsePositives;
  }

  get prAuc(): number | null {
    return this.#oneClass() ? null : this.#precisionSum.value / this.#truePositives;
  }

  #oneClass(): boolean {
    return this.#truePositives === 0 || this.#falsePositives === 0;
  }
}
