import { MillraceError } from '../../core/errors.ts';
import { featureNameAt } from '../../matrix/layout.ts';
import { classMoments } from './f-classif.ts';
import { chiSquareSurvival } from './p-values.ts';
import type { ScoreFunction } from './score-function.ts';

/**
 * The chi-square statistic of a column's sums within classes against what the classes' sizes let expect: for counts,
 * indicators and other numbers that are not negative. A column of zeros is NaN. Row weights do not count. As
 * scikit-learn's chi2.
 *
 * Scoring throws VALUE_INVALID for a negative number.
 */
export function chi2(): ScoreFunction {
  return {
    kind: 'score',
    name: 'chi2',
    async score(stage) {
      const { classRows, centres, means, min } = await classMoments(stage, 'chi2');
      const [classes, width] = [classRows.length, means.length / classRows.length];
      const rows = classRows.reduce((sum, count) => sum + count, 0);
      const scores = new Float64Array(width);
      for (let column = 0; column < width; column++) {
        if (min[column]! < 0) {
          const name = featureNameAt(stage.layout, column);
          throw new MillraceError('VALUE_INVALID', `chi2 takes counts, and '${name}' holds ${min[column]}`, {
            column: name,
            value: min[column],
            remedy: 'use fClassif or mutualInfoClassif, or scale the column from 0 upwards',
          });
        }
        const sums = Array.from(classRows, (count, c) => count * (centres[column]! + means[c * width + column]!));
        const total = sums.reduce((sum, one) => sum + one, 0);
        let score = 0;
        for (let c = 0; c < classes; c++) {
          const expected = (classRows[c]! / rows) * total;
          score += (sums[c]! - expected) ** 2 / expected;
        }
        scores[column] = score;
      }
      return { scores, pValues: scores.map((score) => chiSquareSurvival(score, classes - 1)) };
    },
  };
}
