import { RankingFold, rankScores } from '../../src/evaluate/metrics/ranking.ts';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import type { FeatureRows } from '../../src/index.ts';

/** Rows with labels 0 and 1. */
export interface Design {
  readonly rows: FeatureRows;
  readonly columnCount: number;
  readonly labels: Float64Array;
}

/** What some coefficients are worth on the rows they were learnt from, computed here in the same way for everyone. */
export interface Worth {
  /** C · Σ log loss + ½‖weights‖² */
  readonly objective: number;
  /** Mean over the rows. */
  readonly logLoss: number;
  readonly rocAuc: number;
}

/** @param coefficients float64[columnCount + 1], the intercept last */
export function judge({ rows, columnCount, labels }: Design, coefficients: Float64Array, C: number): Worth {
  const scores = new Float64Array(labels.length);
  for (let row = 0; row < scores.length; row++) {
    const begin = rows.sparse ? rows.offsets[row]! : row * columnCount;
    const end = rows.sparse ? rows.offsets[row + 1]! : begin + columnCount;
    let score = coefficients[columnCount]!;
    for (let i = begin; i < end; i++) {
      score += rows.values[i]! * coefficients[rows.sparse ? rows.indices[i]! : i - begin]!;
    }
    scores[row] = score;
  }
  let loss = 0;
  for (const [row, score] of scores.entries()) {
    const wrong = labels[row] === 1 ? -score : score;
    loss += Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
  }
  let penalty = 0;
  for (let column = 0; column < columnCount; column++) penalty += coefficients[column]! ** 2 / 2;
  const ranking = new RankingFold(runSteps(rankScores(labels, scores)));
  ranking.fold(new Uint8Array(labels.length).fill(1), 0, labels.length);
  return { objective: C * loss + penalty, logLoss: loss / labels.length, rocAuc: ranking.rocAuc! };
}
