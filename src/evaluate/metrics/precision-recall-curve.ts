import type { RankedScores } from './ranking.ts';
import { thresholdCounts } from './roc-curve.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/** Points of a curve over thresholds, from the highest threshold to the lowest. Rows at or above it count as positive. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  /** Infinity at the first point: precision 1 at recall 0, by convention. */
  readonly threshold: Float64Array;
}

/**
 * One point for each distinct score, after the point of recall 0 and precision 1 (`precision_recall_curve`, which
 * gives the same points from the last to the first). Null when the rows hold one class only.
 */
export function* precisionRecallCurve(ranked: RankedScores): Steps<PrecisionRecallCurve | null> {
  const counts = yield* thresholdCounts(ranked);
  const points = counts.threshold.length;
  const positives = counts.truePositives[points - 1]!;
  if (positives === 0 || counts.falsePositives[points - 1] === 0) return null;
  const curve = {
    precision: new Float64Array(points + 1),
    recall: new Float64Array(points + 1),
    threshold: new Float64Array(points + 1),
  };
  curve.precision[0] = 1;
  curve.threshold[0] = Number.POSITIVE_INFINITY;
  for (let point = 0; point < points; ++point) {
    const truePositives = counts.truePositives[point]!;
    curve.precision[point + 1] = truePositives / (truePositives + counts.falsePositives[point]!);
    curve.recall[point + 1] = truePositives / positives;
    curve.threshold[point + 1] = counts.threshold[point]!;
    if (point % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return curve;
}
