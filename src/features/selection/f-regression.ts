import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { ColumnMomentsState } from '../../engine/reduction.ts';
import { partsOf } from '../../models/assembly.ts';
import { fSurvival } from './p-values.ts';
import type { ScoreFunction } from './score-function.ts';
import { missingTarget, supervisionOf } from './target-classes.ts';

const optionsSchema = z.strictObject({
  /** Take columns and target less their means. Default true. */
  center: z.boolean().default(true),
});

export type FRegressionOptions = z.input<typeof optionsSchema>;

/**
 * The F statistic of a regression on one column alone, made from its correlation with the target. A column that does
 * not vary scores 0, with p-value 1. Row weights do not count. As scikit-learn's f_regression.
 */
export function fRegression(given: FRegressionOptions = {}): ScoreFunction {
  const { center } = parseOptions(optionsSchema, given, 'fRegression');
  return {
    kind: 'score',
    name: 'fRegression',
    async score(stage) {
      const supervision = supervisionOf(stage, 'fRegression', 'regression');
      const { name } = supervision.target;
      const state = new ColumnMomentsState({ withTarget: true });
      await stage.pass((program, layout) => {
        const target = program.numbers(supervision.slot(), name);
        state.addBeside(program, partsOf(program, layout, 'fRegression'), target);
      });
      const { classRows, centres, means, squares, products, targetMean, targetSquares } = state.finish();
      const rows = classRows[0]!;
      if (Number.isNaN(targetSquares)) throw missingTarget(name, rows);
      const freedom = rows - (center ? 2 : 1);
      // About 0 in place of about the mean.
      const shift = (left: number, right: number) => (center ? 0 : rows * left * right);
      const target = targetSquares + shift(targetMean, targetMean);
      const scores = new Float64Array(means.length);
      const pValues = new Float64Array(means.length);
      for (let column = 0; column < means.length; column++) {
        const mean = centres[column]! + means[column]!;
        const spread = squares[column]! + shift(mean, mean);
        const correlation = (products[column]! + shift(mean, targetMean)) / (Math.sqrt(spread) * Math.sqrt(target));
        const share = correlation * correlation;
        // A constant column; scikit-learn's force_finite.
        const score = Number.isNaN(correlation) ? 0 : (share / (1 - share)) * freedom;
        scores[column] = Number.isFinite(score) ? score : Number.MAX_VALUE;
        pValues[column] = Number.isFinite(score) ? fSurvival(score, 1, freedom) : 0;
      }
      return { scores, pValues };
    },
  };
}
