import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { type CategoriesHandle, CategoryCounter, categoriesFrom } from '../engine/states.ts';
import type { Feature } from '../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from './arguments.ts';
import { type CategoryValues, categoryNames, categoryValues, categoryValuesSchema } from './category-values.ts';
import type { SavedPart, SavedPartReader } from './saved-part.ts';
import type { Selector } from './selector.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from './transformer.ts';

const optionsSchema = z.strictObject({
  /**
   * What a missing value is: `category`, one more indicator if the training rows had any (default), or `ignore`, all
   * indicators 0.
   */
  missing: z.enum(['category', 'ignore']).default('category'),
});

export type OneHotEncoderOptions = z.input<typeof optionsSchema>;

/**
 * One indicator column for each category that the training rows had, in ascending order. A category never seen in
 * training gives all zeros. Takes the columns named or selected, by default those of role categorical or boolean.
 * As scikit-learn's OneHotEncoder with handle_unknown='ignore'.
 */
export function oneHotEncoder(...given: FactoryArguments<OneHotEncoderOptions>): Transformer {
  const { selector, options } = factoryArguments('oneHotEncoder', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'oneHotEncoder',
    async fit(stage) {
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      const counters = new Map(names.map((name) => [name, new CategoryCounter(name, { keepCodes: false })]));
      await stage.pass((program, layout) => {
        for (const feature of layout) counters.get(feature.name)?.addTo(program, rawSlot(feature));
      });
      const encodings: Encoding[] = [];
      for (const name of names) {
        const counts = await counters.get(name)!.finish(stage.run);
        const feature = stage.layout.find((one) => one.name === name)!;
        encodings.push({
          column: name,
          values: categoryValues(counts.values, feature.kind === 'column' ? feature.type : 'float64'),
          missing: options.missing === 'category' && counts.missingCount > 0,
        });
      }
      return fittedOneHotEncoder(encodings);
    },
  };
}

const categoriesByDefault: Selector = {
  description: 'categories',
  select: (layout) =>
    layout
      .filter((feature) => feature.kind === 'column' && (feature.role === 'categorical' || feature.role === 'boolean'))
      .map((feature) => feature.name),
};

function rawSlot(feature: Feature): number {
  if (feature.kind === 'column') return feature.slot;
  throw new MillraceError(
    'COLUMN_TYPE',
    `oneHotEncoder takes source columns, and '${feature.name}' was made by a step`,
    {
      column: feature.name,
      remedy: 'encode before scaling or imputing, in a branch of its own',
    },
  );
}

/** One column's categories; `missing` adds a last indicator for missing values. */
export interface Encoding {
  readonly column: string;
  readonly values: CategoryValues;
  readonly missing: boolean;
}

export function fittedOneHotEncoder(encodings: readonly Encoding[]): FittedTransformer {
  const byColumn = new Map(encodings.map((encoding) => [encoding.column, prepare(encoding)]));
  return {
    name: 'oneHotEncoder',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { handle, names, missingCode } = byColumn.get(feature.name)!;
        const codes = program.encode(rawSlot(feature), handle);
        const slot = missingCode === undefined ? codes : program.fillCodes(codes, missingCode);
        return { kind: 'codes', name: feature.name, slot, categories: names };
      }),
    save: (): SavedPart => ({
      name: 'oneHotEncoder',
      state: {
        encodings: encodings.map(({ column, values, missing }) => ({
          column,
          kind: values.kind,
          values: [...values.values],
          missing,
        })),
      },
    }),
  };
}

function prepare({ values, missing }: Encoding): {
  handle: CategoriesHandle;
  names: string[];
  missingCode: number | undefined;
} {
  const names = categoryNames(values);
  const handle = categoriesFrom(values.kind === 'text' ? values.values : Float64Array.from(values.values));
  if (!missing) return { handle, names, missingCode: undefined };
  return { handle, names: [...names, '(missing)'], missingCode: names.length };
}

const encodingSchema = z.looseObject({ column: z.string(), missing: z.boolean() });

export function loadOneHotEncoder(part: SavedPartReader): FittedTransformer {
  const { encodings } = part.state(z.strictObject({ encodings: z.array(encodingSchema) }));
  return fittedOneHotEncoder(
    encodings.map(({ column, missing, ...values }) => ({
      column,
      missing,
      values: part.checked(categoryValuesSchema, values),
    })),
  );
}
