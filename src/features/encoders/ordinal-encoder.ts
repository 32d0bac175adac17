import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { numbersOfCodes, refuseUnseen } from '../../engine/encoders.ts';
import { NumberList } from '../../engine/states.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import {
  type CountedColumn,
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
import { asGiven, categoriesOption, checkGivenColumns } from './given-categories.ts';
import { groupedCodes, infrequentCategories, infrequentOptions } from './infrequent.ts';

const number = z.union([z.number(), z.nan()]);

const optionsSchema = z.strictObject({
  /** The categories of columns by name, in the order of their codes; numbers ascend. Default auto: those found. */
  categories: categoriesOption,
  /** What a value is that is no category: a fault of its row (default), or `unknownValue`. */
  handleUnknown: z.enum(['error', 'useEncodedValue']).default('error'),
  /** The number of unknown values; no code of a category. Needed with `useEncodedValue`. NaN is missing. */
  unknownValue: number.optional(),
  /** The number of missing values. Default NaN: they stay missing. */
  encodedMissingValue: number.default(Number.NaN),
  ...infrequentOptions,
});

export type OrdinalEncoderOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Categories as whole numbers from 0, in ascending order of their values: one column of numbers for each column. Rare
 * ones share the last number (`minFrequency`, `maxCategories`). Takes the columns named or selected, by default those
 * of role categorical or boolean; hands on the others as they are. As scikit-learn's OrdinalEncoder, but that a missing
 * value is always `encodedMissingValue`, whether training had any or not.
 *
 * Fitting throws OPTION_INVALID where `unknownValue` or `encodedMissingValue` is the number of a category, COLUMN_TYPE
 * for a column that a step has made numbers of, and VALUE_INVALID for a value outside the given categories.
 */
export function ordinalEncoder(...given: FactoryArguments<OrdinalEncoderOptions>): Transformer {
  const { selector, options } = factoryArguments('ordinalEncoder', optionsSchema, given);
  if ((options.handleUnknown === 'useEncodedValue') !== (options.unknownValue !== undefined)) {
    throw new MillraceError(
      'OPTION_INVALID',
      "ordinalEncoder: unknownValue goes with handleUnknown 'useEncodedValue'",
      {
        value: options.unknownValue,
        remedy: "give both, { handleUnknown: 'useEncodedValue', unknownValue: -1 }, or neither",
      },
    );
  }
  return {
    kind: 'transformer',
    name: 'ordinalEncoder',
    async fit(stage) {
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      checkGivenColumns(names, options.categories, 'ordinalEncoder');
      const counted = await countCategories(stage, names, 'ordinalEncoder');
      const refuses = options.handleUnknown === 'error';
      return fittedOrdinalEncoder(
        counted.map((one) => orderedColumn(asGiven(one, options.categories, refuses, 'ordinalEncoder'), options)),
        { missing: options.encodedMissingValue, unseen: options.unknownValue },
      );
    },
  };
}

/** One column's categories and the number of each. */
export interface OrdinalColumn {
  readonly column: string;
  readonly values: CategoryValues;
  /** float64[categories] */
  readonly codes: Float64Array;
}

function orderedColumn(counted: CountedColumn, options: Options): OrdinalColumn {
  const { column, values, counts, missingCount, rowCount } = counted;
  const codes = Float64Array.from(groupedCodes(infrequentCategories(counts, rowCount, options), counts.length));
  for (const [name, code] of [
    ['unknownValue', options.unknownValue],
    ['encodedMissingValue', missingCount > 0 ? options.encodedMissingValue : undefined],
  ] as const) {
    if (code === undefined || !codes.includes(code) || Number.isNaN(code)) continue;
    throw new MillraceError('OPTION_INVALID', `ordinalEncoder: ${name} ${code} is a category of '${column}' already`, {
      column,
      value: code,
      remedy: 'give a number below 0, or NaN',
    });
  }
  return { column, values, codes };
}

/** @param others the numbers of missing and of unknown values; a row with an unknown one is at fault when undefined */
export function fittedOrdinalEncoder(
  columns: readonly OrdinalColumn[],
  others: { readonly missing: number; readonly unseen: number | undefined },
): FittedTransformer {
  const byColumn = new Map(
    columns.map(({ column, values, codes }) => [
      column,
      { categories: handleOf(values), table: { numbers: NumberList.from(codes), stride: 1 } },
    ]),
  );
  const { missing, unseen } = others;
  return {
    name: 'ordinalEncoder',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { categories, table } = byColumn.get(feature.name)!;
        const column = categorySlot(feature, 'ordinalEncoder');
        const codes = program.encode(column, categories);
        if (unseen === undefined) refuseUnseen(program, column, codes, feature.name, false);
        const slot = numbersOfCodes(program, codes, table, { missing, unseen: unseen ?? Number.NaN });
        return { kind: 'numbers', name: feature.name, slot };
      }),
    save: (): SavedPart => ({
      name: 'ordinalEncoder',
      state: {
        columns: columns.map(({ column, values }) => ({ column, kind: values.kind })),
        refusesUnknown: unseen === undefined,
      },
      arrays: {
        // NaN has no place in the state.
        others: Float64Array.of(missing, unseen ?? 0),
        ...Object.fromEntries(
          columns.flatMap(({ values, codes }, i) => [
            [`categories${i}`, savedValues(values)],
            [`codes${i}`, codes],
          ]),
        ),
      },
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.strictObject({ column: z.string(), kind: kindSchema })),
  refusesUnknown: z.boolean(),
});

export function loadOrdinalEncoder(part: SavedPartReader): FittedTransformer {
  const { columns, refusesUnknown } = part.state(stateSchema);
  const [missing, unseen] = part.float64('others', 2);
  return fittedOrdinalEncoder(
    columns.map(({ column, kind }, i) => {
      const values = loadedValues(part, kind, `categories${i}`);
      return { column, values, codes: part.float64(`codes${i}`, values.values.length) };
    }),
    { missing: missing!, unseen: refusesUnknown ? undefined : unseen },
  );
}
