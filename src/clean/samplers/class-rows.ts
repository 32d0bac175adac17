import { MillraceError } from '../../core/errors.ts';
import { encodeColumn } from '../../engine/column-values.ts';
import { type CategoriesHandle, CategoryCounter, NumberList } from '../../engine/states.ts';
import { categoryNames, categoryValues } from '../../features/category-values.ts';
import type { Batch } from '../../source/batch.ts';
import type { Source } from '../../source/source.ts';
import type { RowContext } from '../row-step.ts';
import { runOnRows } from '../run-on-rows.ts';

/** The classes of a source's rows: 16 bytes a row, and no rows. */
export interface ClassRows {
  readonly classes: readonly string[];
  readonly categories: CategoriesHandle;
  /** float64 [classes]: rows. */
  readonly counts: Float64Array;
  /** float64 [rows]: the class of each row, negative where the target is missing. */
  readonly codes: Float64Array;
  /** float64 [rows] */
  readonly rowIds: Float64Array;
}

/** One pass over the target. @throws MillraceError OPTION_INVALID, TARGET_CONSTANT */
export async function classRows(step: string, source: Source, context: RowContext): Promise<ClassRows> {
  const { target, task, run } = context;
  if (task !== 'classification') {
    throw new MillraceError('OPTION_INVALID', `${step} balances classes, and the pipeline learns no classes`, {
      remedy: 'end the pipeline in a classifier, or leave the step out',
    });
  }
  const counter = new CategoryCounter(target, { keepCodes: true });
  const ids: Float64Array[] = [];
  const onRowIds = (some: Float64Array) => ids.push(some);
  await runOnRows(source, [target], { ...run, onRowIds }, (program, [slot]) => counter.addTo(program, slot!));
  const { categories, values, counts, codes } = await counter.finish(run);
  const classes = categoryNames(categoryValues(values, source.schema.field(target).type));
  if (classes.length < 2) {
    throw new MillraceError('TARGET_CONSTANT', `'${target}' is the same in all rows: there is nothing to balance`, {
      column: target,
      remedy: 'train on rows of two classes or more',
    });
  }
  const rowIds = new Float64Array(ids.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const some of ids) {
    rowIds.set(some, at);
    at += some.length;
  }
  return { classes, categories, counts, codes: new NumberList(codes).values(), rowIds };
}

/** The class of each row of a batch, negative where the target is missing. */
export function classesOf(batch: Batch, target: string, { categories }: ClassRows): Promise<Int32Array> {
  return encodeColumn(batch.columns.get(target)!, categories, {});
}

/**
 * The first of the ids that rows made by a sampler get: above those of every row that can be read, so that nothing
 * takes one for another. Samplers in a row go on where the last one ended.
 */
export function firstFreshId({ rowIds }: ClassRows): number {
  return Math.max(2 ** 52, (rowIds.at(-1) ?? 0) + 1);
}
