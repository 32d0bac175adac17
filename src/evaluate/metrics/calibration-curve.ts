import { linearQuantile } from './linear-quantile.ts';
import type { RankedScores } from './ranking.ts';
import { STEP_ROWS, type Steps } from './steps.ts';
import { weightedQuantile } from './weighted-quantile.ts';

export interface CalibrationBin {
  /** Mean probability of the bin's rows. */
  readonly predicted: number;
  /** Share of positive rows among them. */
  readonly observed: number;
  readonly rowCount: number;
}

/** Bins of a calibration curve, unless told. */
export const CALIBRATION_BINS = 10;

/**
 * Mean probability against the share of positives in bins of about equal weight, from the lowest probabilities to the
 * highest; empty bins are left out. A row on an edge belongs to the lower bin. Rows of equal weight are cut at NumPy's
 * linear quantiles, so that the bins are scikit-learn's (`calibration_curve`, `strategy='quantile'`), which knows no
 * weights; with weights the edges are quantiles of the weighted distribution and the means are weighted.
 */
export function* calibrationCurve(ranked: RankedScores, bins = CALIBRATION_BINS): Steps<CalibrationBin[]> {
  const rowCount = ranked.score.length;
  const ascending = yield* fromLowest(ranked);
  const edges = yield* quantileEdges(ascending, bins);
  const curve: CalibrationBin[] = [];
  let [begin, weight, score, positive] = [0, 0, 0, 0];
  let bin = 0;
  for (let at = 0; at <= rowCount; ++at) {
    let binOfRow = bin;
    while (at < rowCount && binOfRow < bins - 1 && edges[binOfRow]! < ascending.value[at]!) binOfRow += 1;
    if (at > begin && (at === rowCount || binOfRow !== bin)) {
      curve.push({ predicted: score / weight, observed: positive / weight, rowCount: at - begin });
      [begin, weight, score, positive] = [at, 0, 0, 0];
    }
    bin = binOfRow;
    if (at < rowCount) {
      weight += ascending.weight[at]!;
      score += ascending.weight[at]! * ascending.value[at]!;
      positive += ascending.weight[at]! * ascending.positive[at]!;
    }
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return curve;
}

interface AscendingRows {
  readonly value: Float64Array;
  readonly weight: Float64Array;
  readonly positive: Uint8Array;
  readonly equalWeights: boolean;
}

function* fromLowest(ranked: RankedScores): Steps<AscendingRows> {
  const rowCount = ranked.score.length;
  const value = new Float64Array(rowCount);
  const weight = new Float64Array(rowCount);
  const positive = new Uint8Array(rowCount);
  let equalWeights = true;
  for (let at = 0; at < rowCount; ++at) {
    const from = rowCount - 1 - at;
    value[at] = ranked.score[from]!;
    weight[at] = ranked.weight[from]!;
    positive[at] = ranked.positive[from]!;
    if (weight[at] !== weight[0]) equalWeights = false;
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return { value, weight, positive, equalWeights };
}

/** The inner edges: bins - 1 values, ascending. */
function* quantileEdges(rows: AscendingRows, bins: number): Steps<number[]> {
  const { value, weight, equalWeights } = rows;
  const edges: number[] = [];
  for (let edge = 1; edge < bins; ++edge) {
    // The detour over percent is NumPy's: an edge one bit off would move the rows that lie on it.
    const share = (edge * (1 / bins) * 100) / 100;
    edges.push(equalWeights ? linearQuantile(value, share) : yield* weightedQuantile(value, weight, share));
  }
  return edges;
}
