import type { Stage } from '../transformer.ts';

/** One number for each matrix column: how much it tells of the target. */
export interface ColumnScores {
  /** float64 [matrix columns]; NaN where a column can't be scored. */
  readonly scores: Float64Array;
  /** float64 [matrix columns]; undefined for scores that are no test. */
  readonly pValues: Float64Array | undefined;
}

/** How univariate selection scores columns: made by `fClassif`, `fRegression`, `chi2` and `mutualInfo…`. */
export interface ScoreFunction {
  readonly kind: 'score';
  /** The factory's name, as in `fClassif`. */
  readonly name: string;
  score(stage: Stage): Promise<ColumnScores>;
}
