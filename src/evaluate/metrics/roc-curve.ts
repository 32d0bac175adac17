import type { RankedScores } from './ranking.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/** Points of a curve over thresholds, from the highest threshold to the lowest. Rows at or above it count as positive. */
export interface RocCurve {
  /** Share of the negative rows' weight at or above the threshold. */
  readonly falsePositiveRate: Float64Array;
  /** Share of the positive rows' weight at or above the threshold. */
  readonly truePositiveRate: Float64Array;
  /** Infinity at the first point, (0, 0). */
  readonly threshold: Float64Array;
}

/**
 * One point for each distinct score, after the point (0, 0) (`roc_curve` with `drop_intermediate=False`). Null when
 * the rows hold one class only: a rate is 0 / 0 then.
 */
export function* rocCurve(ranked: RankedScores): Steps<RocCurve | null> {
  const counts = yield* thresholdCounts(ranked);
  const points = counts.threshold.length;
  const positives = counts.truePositives[points - 1]!;
  const negatives = counts.falsePositives[points - 1]!;
  if (positives === 0 || negatives === 0) return null;
  const curve = {
    falsePositiveRate: new Float64Array(points + 1),
    truePositiveRate: new Float64Array(points + 1),
    threshold: new Float64Array(points + 1),
  };
  curve.threshold[0] = Number.POSITIVE_INFINITY;
  for (let point = 0; point < points; ++point) {
    curve.falsePositiveRate[point + 1] = counts.falsePositives[point]! / negatives;
    curve.truePositiveRate[point + 1] = counts.truePositives[point]! / positives;
    curve.threshold[point + 1] = counts.threshold[point]!;
    if (point % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return curve;
}

/** Summed weights of the rows at or above each distinct score, from the highest score to the lowest. */
export interface ThresholdCounts {
  readonly threshold: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

export function* thresholdCounts(ranked: RankedScores): Steps<ThresholdCounts> {
  const rowCount = ranked.score.length;
  const threshold = new Float64Array(rowCount);
  const truePositives = new Float64Array(rowCount);
  const falsePositives = new Float64Array(rowCount);
  let positiveWeight = 0;
  let negativeWeight = 0;
  let points = 0;
  for (let at = 0; at < rowCount; ++at) {
    if (ranked.positive[at] === 1) positiveWeight += ranked.weight[at]!;
    else negativeWeight += ranked.weight[at]!;
    if (ranked.groupEnd[at] === 1) {
      threshold[points] = ranked.score[at]!;
      truePositives[points] = positiveWeight;
      falsePositives[points] = negativeWeight;
      points += 1;
    }
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return {
    threshold: threshold.subarray(0, points),
    truePositives: truePositives.subarray(0, points),
    falsePositives: falsePositives.subarray(0, points),
  };
}
