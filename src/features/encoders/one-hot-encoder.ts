import { z } from 'zod';
import { recodeCategories, refuseUnseen } from '../../engine/encoders.ts';
import type { CategoriesHandle } from '../../engine/states.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import {
  type CountedColumn,
  categoriesByDefault,
  categorySlot,
  countCategories,
  handleOf,
} from '../category-columns.ts';
import { type CategoryValues, categoryNames, categoryValuesSchema } from '../category-values.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { asGiven, categoriesOption, checkGivenColumns } from './given-categories.ts';
import { groupedCodes, infrequentCategories, infrequentOptions } from './infrequent.ts';

const handleUnknown = z.enum(['ignore', 'error', 'infrequentIfExist']);

const optionsSchema = z.strictObject({
  /** The categories of columns by name, in the order of their indicators; numbers ascend. Default auto: those found. */
  categories: categoriesOption,
  /** Leave out the indicator of the first category, of every column or of those with two. Default none. */
  drop: z.enum(['first', 'ifBinary']).optional(),
  /**
   * What a value is that is no category: `ignore`, all indicators 0 (default); `error`, a fault of its row; or
   * `infrequentIfExist`, as the rare ones where a column has any, else all 0.
   */
  handleUnknown: handleUnknown.default('ignore'),
  ...infrequentOptions,
  /**
   * What a missing value is: `category`, one more indicator if the training rows had any (default), or `ignore`, all
   * indicators 0.
   */
  missing: z.enum(['category', 'ignore']).default('category'),
});

export type OneHotEncoderOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;
type HandleUnknown = z.output<typeof handleUnknown>;

/**
 * One indicator column for each category that the training rows had, in ascending order; rare ones share the last,
 * `column=(infrequent)` (`minFrequency`, `maxCategories`). A category never seen in training gives all zeros unless
 * `handleUnknown` says otherwise. Takes the columns named or selected, by default those of role categorical or boolean.
 * As scikit-learn's OneHotEncoder, with handle_unknown='ignore' by default.
 *
 * Fitting throws COLUMN_TYPE for a column that a step has made numbers of, OPTION_INVALID for categories that do not
 * fit their column, and VALUE_INVALID for a value outside the given categories when unknown ones are an error.
 */
export function oneHotEncoder(...given: FactoryArguments<OneHotEncoderOptions>): Transformer {
  const { selector, options } = factoryArguments('oneHotEncoder', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'oneHotEncoder',
    async fit(stage) {
      const names = (selector ?? categoriesByDefault).select(stage.layout);
      checkGivenColumns(names, options.categories, 'oneHotEncoder');
      const counted = await countCategories(stage, names, 'oneHotEncoder');
      const refuses = options.handleUnknown === 'error';
      return fittedOneHotEncoder(
        counted.map((one) => encodingOf(asGiven(one, options.categories, refuses, 'oneHotEncoder'), options)),
        options.handleUnknown,
      );
    },
  };
}

/** One column's categories. */
export interface Encoding {
  readonly column: string;
  readonly values: CategoryValues;
  /** Whether a missing value has an indicator, behind those of the categories. */
  readonly missing: boolean;
  /** Categories that share the last indicator, by index; the missing value counts as the last category. */
  readonly infrequent?: readonly number[] | undefined;
  /** Whether the first indicator is left out. */
  readonly dropsFirst?: boolean | undefined;
  /** Whether a missing value is a fault of its row: there was none in training, and unknown values are faults. */
  readonly refusesMissing?: boolean | undefined;
}

function encodingOf({ column, values, counts, missingCount, rowCount }: CountedColumn, options: Options): Encoding {
  const missing = options.missing === 'category' && missingCount > 0;
  const all = missing ? Float64Array.from([...counts, missingCount]) : counts;
  const grouped = infrequentCategories(all, rowCount, options);
  const infrequent = grouped?.flatMap((isGrouped, i) => (isGrouped ? [i] : []));
  const width = infrequent === undefined ? all.length : all.length - infrequent.length + 1;
  const dropsFirst = options.drop === 'first' || (options.drop === 'ifBinary' && width === 2);
  const refusesMissing = options.handleUnknown === 'error' && options.missing === 'category' && !missing;
  return { column, values, missing, infrequent, dropsFirst, refusesMissing };
}

export function fittedOneHotEncoder(
  encodings: readonly Encoding[],
  unknown: HandleUnknown = 'ignore',
): FittedTransformer {
  const byColumn = new Map(encodings.map((encoding) => [encoding.column, prepare(encoding, unknown)]));
  return {
    name: 'oneHotEncoder',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { handle, names, codes, missing, unseen, refusesMissing } = byColumn.get(feature.name)!;
        const column = categorySlot(feature, 'oneHotEncoder');
        const found = program.encode(column, handle);
        if (unknown === 'error') refuseUnseen(program, column, found, feature.name, refusesMissing);
        if (names.length === 0) return [];
        const slot = recodeCategories(program, found, codes, missing, unseen);
        return { kind: 'codes', name: feature.name, slot, categories: names };
      }),
    save: (): SavedPart => ({
      name: 'oneHotEncoder',
      state: {
        encodings: encodings.map(({ column, values, missing, infrequent, dropsFirst, refusesMissing }) => ({
          column,
          kind: values.kind,
          values: [...values.values],
          missing,
          ...(infrequent === undefined ? {} : { infrequent: [...infrequent] }),
          ...(dropsFirst ? { dropsFirst } : {}),
          ...(refusesMissing ? { refusesMissing } : {}),
        })),
        ...(unknown === 'ignore' ? {} : { handleUnknown: unknown }),
      },
    }),
  };
}

/** Codes of values that have no indicator: the engine's for missing and for unseen. */
const MISSING = -1;
const UNSEEN = -2;

interface Prepared {
  readonly handle: CategoriesHandle;
  /** Of the indicators. */
  readonly names: readonly string[];
  /** The indicator of each category. */
  readonly codes: Int32Array;
  readonly missing: number;
  readonly unseen: number;
  readonly refusesMissing: boolean;
}

function prepare(encoding: Encoding, unknown: HandleUnknown): Prepared {
  const { values, missing, infrequent = [], dropsFirst, refusesMissing = false } = encoding;
  const found = categoryNames(values);
  const all = missing ? [...found, '(missing)'] : found;
  const isInfrequent = new Set(infrequent);
  const codes = groupedCodes(
    all.map((_, i) => isInfrequent.has(i)),
    all.length,
  );
  const names = all.filter((_, i) => !isInfrequent.has(i));
  if (infrequent.length > 0) names.push('(infrequent)');
  let unseen = unknown === 'infrequentIfExist' && infrequent.length > 0 ? names.length - 1 : UNSEEN;
  if (dropsFirst) {
    names.shift();
    codes.forEach((code, i) => {
      codes[i] = code === 0 ? UNSEEN : code - 1;
    });
    if (unseen >= 0) unseen = unseen === 0 ? UNSEEN : unseen - 1;
  }
  return {
    handle: handleOf(values),
    names,
    codes: codes.subarray(0, found.length),
    missing: missing ? codes[found.length]! : MISSING,
    unseen,
    refusesMissing,
  };
}

const encodingSchema = z.looseObject({
  column: z.string(),
  missing: z.boolean(),
  infrequent: z.array(z.int().min(0)).optional(),
  dropsFirst: z.boolean().optional(),
  refusesMissing: z.boolean().optional(),
});

export function loadOneHotEncoder(part: SavedPartReader): FittedTransformer {
  const state = part.state(
    z.strictObject({ encodings: z.array(encodingSchema), handleUnknown: handleUnknown.optional() }),
  );
  return fittedOneHotEncoder(
    state.encodings.map(({ column, missing, infrequent, dropsFirst, refusesMissing, ...values }) => ({
      column,
      missing,
      infrequent,
      dropsFirst,
      refusesMissing,
      values: part.checked(categoryValuesSchema, values),
    })),
    state.handleUnknown,
  );
}
