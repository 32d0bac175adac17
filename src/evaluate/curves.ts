import { type CalibrationBin, calibrationCurve } from './metrics/calibration-curve.ts';
import { precisionRecallCurve } from './metrics/precision-recall-curve.ts';
import type { RankedScores } from './metrics/ranking.ts';
import { rocCurve } from './metrics/roc-curve.ts';
import type { Steps } from './metrics/steps.ts';
import { thinCurve } from './metrics/thin-curve.ts';

/** A point of a curve over thresholds: rows of at least this probability count as positive; null is above them all. */
interface ThresholdPoint {
  readonly threshold: number | null;
}

export interface RocPoint extends ThresholdPoint {
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

export interface PrecisionRecallPoint extends ThresholdPoint {
  readonly recall: number;
  readonly precision: number;
}

/** Curves for plots, at most 200 points each, from the highest threshold to the lowest. JSON data. */
export interface ClassifierCurves {
  /** Empty when the rows hold one class only. */
  readonly roc: readonly RocPoint[];
  /** Empty when the rows hold one class only. */
  readonly precisionRecall: readonly PrecisionRecallPoint[];
  /** Ten bins of about equal weight, from the lowest probabilities to the highest; empty ones are left out. */
  readonly calibration: readonly CalibrationBin[];
}

export function* classifierCurves(ranked: RankedScores): Steps<ClassifierCurves> {
  return {
    roc: yield* thinnedRoc(ranked),
    precisionRecall: yield* thinnedPrecisionRecall(ranked),
    calibration: yield* calibrationCurve(ranked),
  };
}

function* thinnedRoc(ranked: RankedScores): Steps<RocPoint[]> {
  const curve = yield* rocCurve(ranked);
  if (curve === null) return [];
  const kept = yield* thinCurve(curve.falsePositiveRate, curve.truePositiveRate);
  return Array.from(kept, (point) => ({
    falsePositiveRate: curve.falsePositiveRate[point]!,
    truePositiveRate: curve.truePositiveRate[point]!,
    threshold: finiteOrNull(curve.threshold[point]!),
  }));
}

function* thinnedPrecisionRecall(ranked: RankedScores): Steps<PrecisionRecallPoint[]> {
  const curve = yield* precisionRecallCurve(ranked);
  if (curve === null) return [];
  const kept = yield* thinCurve(curve.recall, curve.precision);
  return Array.from(kept, (point) => ({
    recall: curve.recall[point]!,
    precision: curve.precision[point]!,
    threshold: finiteOrNull(curve.threshold[point]!),
  }));
}

/** JSON knows no Infinity. */
function finiteOrNull(threshold: number): number | null {
  return Number.isFinite(threshold) ? threshold : null;
}
