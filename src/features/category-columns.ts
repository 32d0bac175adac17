import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { type CategoriesHandle, CategoryCounter, categoriesFrom } from '../engine/states.ts';
import type { Feature } from '../matrix/layout.ts';
import { type CategoryValues, categoryValues } from './category-values.ts';
import type { SavedArray, SavedPartReader } from './saved-part.ts';
import type { Selector } from './selector.ts';
import type { Stage } from './transformer.ts';

/** What encoders of categories take when no column is named. */
export const categoriesByDefault: Selector = {
  description: 'categories',
  select: (layout) =>
    layout
      .filter((feature) => feature.kind === 'column' && (feature.role === 'categorical' || feature.role === 'boolean'))
      .map((feature) => feature.name),
};

/** The slot of a source column. @throws MillraceError COLUMN_TYPE for what a step made numbers or codes of */
export function categorySlot(feature: Feature, step: string): number {
  if (feature.kind === 'column') return feature.slot;
  throw new MillraceError('COLUMN_TYPE', `${step} takes source columns, and '${feature.name}' was made by a step`, {
    column: feature.name,
    remedy: 'encode before scaling or imputing, in a branch of its own',
  });
}

/** What the training rows hold of a column. */
export interface CountedColumn {
  readonly column: string;
  readonly values: CategoryValues;
  readonly categories: CategoriesHandle;
  /** Rows of each category. */
  readonly counts: Float64Array;
  readonly missingCount: number;
  readonly rowCount: number;
}

/** Finds and counts the categories of columns, side by side in one pass. */
export async function countCategories(stage: Stage, names: readonly string[], step: string): Promise<CountedColumn[]> {
  const counters = names.map((name) => new CategoryCounter(name, { keepCodes: false }));
  await stage.pass((program, layout) => {
    const slots = names.map((name) => categorySlot(layout.find((feature) => feature.name === name)!, step));
    CategoryCounter.addAllTo(program, slots, counters);
  });
  return Promise.all(
    names.map(async (column, i) => {
      const { values, categories, counts, missingCount } = await counters[i]!.finish(stage.run);
      const feature = stage.layout.find((one) => one.name === column)!;
      return {
        column,
        values: categoryValues(values, feature.kind === 'column' ? feature.type : 'float64'),
        categories,
        counts,
        missingCount,
        rowCount: counts.reduce((sum, count) => sum + count, missingCount),
      };
    }),
  );
}

export function handleOf(values: CategoryValues): CategoriesHandle {
  return categoriesFrom(values.kind === 'text' ? values.values : Float64Array.from(values.values));
}

/** Categories as an array of a model file; their kind goes into the state. */
export function savedValues(values: CategoryValues): SavedArray {
  return values.kind === 'text' ? values.values : Float64Array.from(values.values);
}

export const kindSchema = z.enum(['text', 'number', 'boolean', 'datetime']);

export function loadedValues(part: SavedPartReader, kind: z.output<typeof kindSchema>, array: string): CategoryValues {
  return kind === 'text' ? { kind, values: part.texts(array) } : { kind, values: [...part.float64(array)] };
}
