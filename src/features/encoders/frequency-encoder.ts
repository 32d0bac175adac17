import { z } from 'zod';
import { numbersOfCodes } from '../../engine/encoders.ts';
import { NumberList } from '../../engine/states.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import {
  categoriesByDefault,
  categorySlot,
  countCategories,
  handleOf,
  kindSchema,
  loadedValues,
  savedValues,
} from '../category-columns.ts';
import type { CategoryValues } from '../category-values.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';

const optionsSchema = z.strictObject({
  /** What stands for a category: its share of the training rows (default), or their number. */
  output: z.enum(['share', 'count']).default('share'),
  /** What a missing value is: a `category` of its own (default), or kept missing. */
  missing: z.enum(['category', 'keep']).default('category'),
});

export type FrequencyEncoderOptions = z.input<typeof optionsSchema>;

/**
 * Each category as how frequent it was in training, one column of numbers for each column: a share from 0 to 1 of all
 * rows, or a number of rows. A category never seen is 0. Any cardinality; categories of equal frequency become one.
 * Row weights do not count. Takes the columns named or selected, by default those of role categorical or boolean; hands
 * on the others as they are. As CountEncoder of category_encoders.
 *
 * Fitting throws COLUMN_TYPE for a column that a step has made numbers of.
 */
export function frequencyEncoder(...given: FactoryArguments<FrequencyEncoderOptions>): Transformer {
  const { selector, options } = factoryArguments('frequencyEncoder', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'frequencyEncoder',
    async fit(stage) {
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      const counted = await countCategories(stage, names, 'frequencyEncoder');
      return fittedFrequencyEncoder(
        counted.map(({ column, values, counts, missingCount, rowCount }) => {
          const unit = options.output === 'share' ? rowCount : 1;
          const missing = options.missing === 'category' ? missingCount / unit : Number.NaN;
          return { column, values, frequencies: counts.map((count) => count / unit), missing };
        }),
      );
    },
  };
}

/** One column's categories and what each becomes. */
export interface FrequencyColumn {
  readonly column: string;
  readonly values: CategoryValues;
  /** float64[categories] */
  readonly frequencies: Float64Array;
  readonly missing: number;
}

export function fittedFrequencyEncoder(columns: readonly FrequencyColumn[]): FittedTransformer {
  const byColumn = new Map(
    columns.map(({ column, values, frequencies, missing }) => [
      column,
      { categories: handleOf(values), table: { numbers: NumberList.from(frequencies), stride: 1 }, missing },
    ]),
  );
  return {
    name: 'frequencyEncoder',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { categories, table, missing } = byColumn.get(feature.name)!;
        const codes = program.encode(categorySlot(feature, 'frequencyEncoder'), categories);
        const slot = numbersOfCodes(program, codes, table, { missing, unseen: 0 });
        return { kind: 'numbers', name: feature.name, slot };
      }),
    save: (): SavedPart => ({
      name: 'frequencyEncoder',
      state: { columns: columns.map(({ column, values }) => ({ column, kind: values.kind })) },
      arrays: {
        missing: Float64Array.from(columns, (one) => one.missing),
        ...Object.fromEntries(
          columns.flatMap(({ values, frequencies }, i) => [
            [`categories${i}`, savedValues(values)],
            [`frequencies${i}`, frequencies],
          ]),
        ),
      },
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.strictObject({ column: z.string(), kind: kindSchema })),
});

export function loadFrequencyEncoder(part: SavedPartReader): FittedTransformer {
  const { columns } = part.state(stateSchema);
  const missing = part.float64('missing', columns.length);
  return fittedFrequencyEncoder(
    columns.map(({ column, kind }, i) => {
      const values = loadedValues(part, kind, `categories${i}`);
      const frequencies = part.float64(`frequencies${i}`, values.values.length);
      return { column, values, frequencies, missing: missing[i]! };
    }),
  );
}
