import { MillraceError } from '../../core/errors.ts';
import { type CategoriesHandle, CategoryCounter } from '../../engine/states.ts';
import { categoryNames, categoryValues } from '../category-values.ts';
import type { Stage, Supervision } from '../transformer.ts';

/** @throws MillraceError OPTION_INVALID when the fit has no target, or one of the other kind */
export function supervisionOf(stage: Stage, step: string, task?: 'classification' | 'regression'): Supervision {
  const { supervision } = stage.training;
  if (supervision === undefined) {
    throw new MillraceError('OPTION_INVALID', `${step} looks at the target, and this fit has none`, {
      remedy: "name it: { target: 'late' }",
    });
  }
  if (task === 'classification' && supervision.task !== 'classification') {
    throw new MillraceError(
      'OPTION_INVALID',
      `${step} looks at classes, and '${supervision.target.name}' is a number`,
      {
        column: supervision.target.name,
        remedy: 'use a step for numbers, such as fRegression or mutualInfoRegression, or learn classes',
      },
    );
  }
  if (task === 'regression' && supervision.task === 'classification') {
    throw new MillraceError(
      'OPTION_INVALID',
      `${step} looks at numbers, and '${supervision.target.name}' is one of classes`,
      {
        column: supervision.target.name,
        remedy: 'use a step for classes, such as fClassif, chi2 or mutualInfoClassif, or learn a number',
      },
    );
  }
  return supervision;
}

/** The classes of the target, in ascending order. */
export interface TargetClasses {
  readonly categories: CategoriesHandle;
  readonly classes: readonly string[];
  /** float64 [classes]: rows. */
  readonly counts: Float64Array;
}

/** Counts the classes of the training rows: one pass. @throws MillraceError TARGET_MISSING, TARGET_CONSTANT */
export async function targetClasses(stage: Stage, supervision: Supervision): Promise<TargetClasses> {
  const { name, type } = supervision.target;
  const counter = new CategoryCounter(name, { keepCodes: false });
  await stage.pass((program) => counter.addTo(program, supervision.slot()));
  const { categories, values, counts, missingCount } = await counter.finish(stage.run);
  if (missingCount > 0) throw missingTarget(name, missingCount);
  if (counts.length < 2) {
    throw new MillraceError('TARGET_CONSTANT', `'${name}' is the same in all rows`, {
      column: name,
      remedy: 'train on rows of two classes or more',
    });
  }
  return { categories, classes: categoryNames(categoryValues(values, type)), counts };
}

export function missingTarget(column: string, rows: number): MillraceError {
  return new MillraceError('TARGET_MISSING', `target '${column}' is missing in ${rows} rows`, {
    column,
    remedy: 'fill it in, or filter those rows out',
  });
}
