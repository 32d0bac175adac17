import { type ColumnMomentsResult, ColumnMomentsState } from '../../engine/reduction.ts';
import { partsOf } from '../../models/assembly.ts';
import type { Stage } from '../transformer.ts';
import { fSurvival } from './p-values.ts';
import type { ScoreFunction } from './score-function.ts';
import { supervisionOf, targetClasses } from './target-classes.ts';

/**
 * The F statistic of a one-way analysis of variance: how far the classes' means lie apart, by how rows spread within
 * classes. A column that does not vary at all is NaN. Row weights do not count. As scikit-learn's f_classif.
 */
export function fClassif(): ScoreFunction {
  return {
    kind: 'score',
    name: 'fClassif',
    async score(stage) {
      const { classRows, means, squares } = await classMoments(stage, 'fClassif');
      const [classes, width] = [classRows.length, means.length / classRows.length];
      const rows = classRows.reduce((sum, count) => sum + count, 0);
      const scores = new Float64Array(width);
      const pValues = new Float64Array(width);
      for (let column = 0; column < width; column++) {
        let total = 0;
        let within = 0;
        for (let c = 0; c < classes; c++) {
          total += classRows[c]! * means[c * width + column]!;
          within += squares[c * width + column]!;
        }
        let between = 0;
        for (let c = 0; c < classes; c++) {
          between += classRows[c]! * (means[c * width + column]! - total / rows) ** 2;
        }
        scores[column] = between / (classes - 1) / (within / (rows - classes));
        pValues[column] = fSurvival(scores[column]!, classes - 1, rows - classes);
      }
      return { scores, pValues };
    },
  };
}

/** Moments of every matrix column within the classes of the target: two passes. */
export async function classMoments(stage: Stage, step: string): Promise<ColumnMomentsResult> {
  const supervision = supervisionOf(stage, step, 'classification');
  const { categories, counts } = await targetClasses(stage, supervision);
  const state = new ColumnMomentsState({ classCount: counts.length });
  await stage.pass((program, layout) => {
    const classes = program.encode(supervision.slot(), categories);
    state.addWithin(program, partsOf(program, layout, step), classes);
  });
  return state.finish();
}
