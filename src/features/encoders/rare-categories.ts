import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { textsOfCodes } from '../../engine/encoders.ts';
import { categoriesFrom } from '../../engine/states.ts';
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
import { type CategoryValues, categoryNames } from '../category-values.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { infrequentCategories, infrequentOptions } from './infrequent.ts';

const optionsSchema = z.strictObject({
  ...infrequentOptions,
  /** The value that stands for all rare ones. A category of this very name joins them. Default 'other'. */
  value: z.string().default('other'),
});

export type RareCategoriesOptions = z.input<typeof optionsSchema>;

/**
 * Groups the categories of few training rows into one value, and so those never seen: what it hands on is a categorical
 * text column of the same name, for any encoder behind it. Missing values stay missing. Numbers and booleans become the
 * text they are written as. With neither `minFrequency` nor `maxCategories` categories of less than 1 % of the rows are
 * rare. Takes the columns named or selected, by default those of role categorical or boolean; hands on the others as
 * they are. Which categories are rare is decided as in scikit-learn's OneHotEncoder.
 *
 * Fitting throws COLUMN_TYPE for a column that a step has made numbers of, or of dates.
 */
export function rareCategories(...given: FactoryArguments<RareCategoriesOptions>): Transformer {
  const { selector, options } = factoryArguments('rareCategories', optionsSchema, given);
  const { value, ...grouping } = options;
  const limits = grouping.minFrequency === undefined && grouping.maxCategories === undefined ? byDefault : grouping;
  return {
    kind: 'transformer',
    name: 'rareCategories',
    async fit(stage) {
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      const counted = await countCategories(stage, names, 'rareCategories');
      return fittedRareCategories(
        counted.map(({ column, values, counts, rowCount }) => ({
          column,
          values: frequentValues(column, values, infrequentCategories(counts, rowCount, limits)),
        })),
        value,
      );
    },
  };
}

const byDefault = { minFrequency: 0.01 };

function frequentValues(column: string, values: CategoryValues, grouped: readonly boolean[] | undefined) {
  if (values.kind === 'datetime') {
    throw new MillraceError('COLUMN_TYPE', `rareCategories takes no dates, and column '${column}' holds them`, {
      column,
      remedy: 'derive calendar parts from it (month, dayOfWeek)',
    });
  }
  if (grouped === undefined) return values;
  return values.kind === 'text'
    ? { kind: values.kind, values: values.values.filter((_, i) => !grouped[i]) }
    : { kind: values.kind, values: values.values.filter((_, i) => !grouped[i]) };
}

/** One column's categories that are not rare. */
export interface FrequentCategories {
  readonly column: string;
  readonly values: CategoryValues;
}

export function fittedRareCategories(columns: readonly FrequentCategories[], value: string): FittedTransformer {
  const byColumn = new Map(
    columns.map(({ column, values }) => [
      column,
      { categories: handleOf(values), texts: categoriesFrom(categoryNames(values)) },
    ]),
  );
  return {
    name: 'rareCategories',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { categories, texts } = byColumn.get(feature.name)!;
        const codes = program.encode(categorySlot(feature, 'rareCategories'), categories);
        const slot = textsOfCodes(program, codes, texts, value);
        return { kind: 'column', name: feature.name, type: 'utf8', role: 'categorical', slot };
      }),
    save: (): SavedPart => ({
      name: 'rareCategories',
      state: { columns: columns.map(({ column, values }) => ({ column, kind: values.kind })), value },
      arrays: Object.fromEntries(columns.map(({ values }, i) => [`categories${i}`, savedValues(values)])),
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.strictObject({ column: z.string(), kind: kindSchema })),
  value: z.string(),
});

export function loadRareCategories(part: SavedPartReader): FittedTransformer {
  const { columns, value } = part.state(stateSchema);
  return fittedRareCategories(
    columns.map(({ column, kind }, i) => ({ column, values: loadedValues(part, kind, `categories${i}`) })),
    value,
  );
}
