import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { Program } from '../../engine/program.ts';
import { MomentsState, NumberValuesState } from '../../engine/states.ts';
import type { Feature } from '../../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { countCategories } from '../category-columns.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { numbersByDefault } from '../scaling/standard-scaler.ts';
import { isArithmetic } from '../selector.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Transformer } from '../transformer.ts';
import { indicatorName, missingOf } from './missing-indicator.ts';

const optionsSchema = z.strictObject({
  /** What stands in for a missing value. Text takes `mostFrequent` and `constant`. Default mean. */
  strategy: z.enum(['mean', 'median', 'mostFrequent', 'constant']).default('mean'),
  /** The value of strategy `constant`: a number for numbers, text for text. Default 0 and 'missing'. */
  fillValue: z.union([z.number(), z.string()]).optional(),
  /** Add a column `<name> is missing` of 0 and 1 behind each column that had missing values in training. */
  addIndicator: z.boolean().default(false),
  /** Fill a column without a single value with 0, or 'missing' if it is text, instead of refusing it. Default false. */
  keepEmptyFeatures: z.boolean().default(false),
});

export type SimpleImputerOptions = z.input<typeof optionsSchema>;

/**
 * Puts one value in place of every missing one of a column: the mean, the exact median, the most frequent (the
 * smallest of several) or a given one. Row weights do not count. Takes the columns named or selected, by default all
 * numbers and booleans; hands on the others as they are. As scikit-learn's SimpleImputer, but that a column without a
 * single value is no silent loss: a given value fills it, and the other strategies refuse it or keep it.
 *
 * Fitting throws COLUMN_EMPTY for a column without a single value unless `keepEmptyFeatures` or the value is given, and
 * COLUMN_TYPE for a mean or median of text.
 */
export function simpleImputer(...given: FactoryArguments<SimpleImputerOptions>): Transformer {
  const { selector, options } = factoryArguments('simpleImputer', optionsSchema, given);
  if (options.fillValue !== undefined && options.strategy !== 'constant') {
    throw new MillraceError(
      'OPTION_INVALID',
      `simpleImputer: strategy '${options.strategy}' has no use for fillValue`,
      {
        value: options.fillValue,
        remedy: "use strategy 'constant', or leave fillValue out",
      },
    );
  }
  return {
    kind: 'transformer',
    name: 'simpleImputer',
    async fit(stage) {
      const names = new Set((selector ?? numbersByDefault).select(stage.layout));
      const picked = stage.layout.filter((feature) => names.has(feature.name));
      const fills = await stage.together(picked.map((feature) => () => fitFill(stage, feature, options)));
      return fittedSimpleImputer(fills);
    },
  };
}

/** What one column's missing values become. */
export interface Fill {
  readonly column: string;
  readonly value: number | string;
  readonly indicator: boolean;
}

type Options = z.output<typeof optionsSchema>;

async function fitFill(stage: Stage, feature: Feature, options: Options): Promise<Fill> {
  const column = feature.name;
  const { strategy, fillValue } = options;
  if (!isArithmetic(feature)) {
    if (feature.kind !== 'column' || feature.type !== 'utf8' || strategy === 'mean' || strategy === 'median') {
      throw new MillraceError('COLUMN_TYPE', `simpleImputer can't take the ${strategy} of column '${column}'`, {
        column,
        remedy: "use strategy 'mostFrequent' or 'constant' for text, and leave dates to derived columns",
      });
    }
    return fitText(stage, column, options);
  }
  if (strategy === 'constant' && typeof fillValue === 'string') {
    throw new MillraceError(
      'OPTION_INVALID',
      `simpleImputer: fillValue '${fillValue}' is no number, as '${column}' needs`,
      {
        column,
        value: fillValue,
        remedy: 'give a number, or impute text and numbers in two imputers',
      },
    );
  }
  const moments = new MomentsState();
  const values = strategy === 'median' || strategy === 'mostFrequent' ? new NumberValuesState() : undefined;
  const missing = options.addIndicator ? new MomentsState() : undefined;
  await stage.pass((program, layout) => {
    const numbers = numbersOf(program, layout.find((one) => one.name === column)!, 'simpleImputer');
    moments.addTo(program, numbers, undefined);
    values?.addTo(program, numbers);
    missing?.addTo(program, program.missing(numbers), undefined);
  });
  const { mean, weight } = moments.finish();
  const isEmpty = weight === 0 && strategy !== 'constant';
  if (isEmpty && !options.keepEmptyFeatures) throw columnEmpty(column);
  const value =
    isEmpty || strategy === 'constant'
      ? ((fillValue as number | undefined) ?? 0)
      : ((await values?.finish(strategy === 'median' ? 'median' : 'mode', stage.run)) ?? mean);
  return { column, value, indicator: missing !== undefined && missing.finish().mean > 0 };
}

async function fitText(stage: Stage, column: string, options: Options): Promise<Fill> {
  const { strategy, fillValue, addIndicator, keepEmptyFeatures } = options;
  const given = String(fillValue ?? 'missing');
  if (strategy === 'constant' && !addIndicator) return { column, value: given, indicator: false };
  const [counted] = await countCategories(stage, [column], 'simpleImputer');
  const { values, counts, missingCount } = counted!;
  const indicator = addIndicator && missingCount > 0;
  if (strategy === 'constant' || counts.length === 0) {
    if (strategy !== 'constant' && !keepEmptyFeatures) throw columnEmpty(column);
    return { column, value: given, indicator };
  }
  const best = counts.reduce((at, count, i) => (count > counts[at]! ? i : at), 0);
  return { column, value: String(values.values[best]), indicator };
}

function columnEmpty(column: string): MillraceError {
  return new MillraceError('COLUMN_EMPTY', `column '${column}' holds nothing but missing values`, {
    column,
    remedy: "leave it out, use strategy 'constant', or set keepEmptyFeatures",
  });
}

export function fittedSimpleImputer(fills: readonly Fill[]): FittedTransformer {
  const byColumn = new Map(fills.map((fill) => [fill.column, fill]));
  return {
    name: 'simpleImputer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { value, indicator } = byColumn.get(feature.name)!;
        const filled = fill(program, feature, value);
        if (!indicator) return filled;
        return [filled, { kind: 'numbers', name: indicatorName(feature.name), slot: missingOf(program, feature) }];
      }),
    save: (): SavedPart => ({ name: 'simpleImputer', state: { fills: fills.map((fill) => ({ ...fill })) } }),
  };
}

function fill(program: Program, feature: Feature, value: number | string): Feature {
  if (typeof value === 'string') {
    return feature.kind === 'column' ? { ...feature, slot: program.fillText(feature.slot, value) } : feature;
  }
  const numbers = numbersOf(program, feature, 'simpleImputer');
  return { kind: 'numbers', name: feature.name, slot: program.fill(numbers, value) };
}

const fillSchema = z.strictObject({
  column: z.string(),
  value: z.union([z.number(), z.string()]),
  indicator: z.boolean(),
});

export function loadSimpleImputer(part: SavedPartReader): FittedTransformer {
  return fittedSimpleImputer(part.state(z.strictObject({ fills: z.array(fillSchema) })).fills);
}
