import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { CategoryCounter, MomentsState, NumberValuesState } from '../engine/states.ts';
import type { Feature } from '../matrix/layout.ts';
import { type FactoryArguments, factoryArguments } from './arguments.ts';
import { numbersOf } from './numbers.ts';
import type { SavedPart, SavedPartReader } from './saved-part.ts';
import { isArithmetic } from './selector.ts';
import { numbersByDefault } from './standard-scaler.ts';
import { type FittedTransformer, mapFeatures, type Stage, type Transformer } from './transformer.ts';

const optionsSchema = z.strictObject({
  /** What stands in for a missing value. Text takes `mostFrequent` and `constant`. Default mean. */
  strategy: z.enum(['mean', 'median', 'mostFrequent', 'constant']).default('mean'),
  /** The value of strategy `constant`: a number for numbers, text for text. Default 0 and 'missing'. */
  fillValue: z.union([z.number(), z.string()]).optional(),
  /** Add a column `<name> is missing` of 0 and 1 behind each number column that had missing values in training. */
  addIndicator: z.boolean().default(false),
});

export type SimpleImputerOptions = z.input<typeof optionsSchema>;

/**
 * Puts one value in place of every missing one of a column: the mean, the exact median, the most frequent (the
 * smallest of several) or a given one. Row weights do not count. Takes the columns named or selected, by default all
 * numbers and booleans; hands on the others as they are. As scikit-learn's SimpleImputer.
 *
 * Fitting throws COLUMN_EMPTY for a column without a single value, and COLUMN_TYPE for a mean or median of text.
 */
export function simpleImputer(...given: FactoryArguments<SimpleImputerOptions>): Transformer {
  const { selector, options } = factoryArguments('simpleImputer', optionsSchema, given);
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
    const value = strategy === 'constant' ? String(fillValue ?? 'missing') : await mostFrequentText(stage, column);
    return { column, value, indicator: false };
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
  const missing = new MomentsState();
  await stage.pass((program, layout) => {
    const numbers = numbersOf(program, layout.find((one) => one.name === column)!, 'simpleImputer');
    moments.addTo(program, numbers, undefined);
    values?.addTo(program, numbers);
    missing.addTo(program, program.missing(numbers), undefined);
  });
  const { mean, weight } = moments.finish();
  if (weight === 0 && strategy !== 'constant') {
    throw new MillraceError('COLUMN_EMPTY', `column '${column}' holds nothing but missing values`, {
      column,
      remedy: "leave it out, or use strategy 'constant'",
    });
  }
  const value = values
    ? await values.finish(strategy === 'median' ? 'median' : 'mode', stage.run)
    : strategy === 'constant'
      ? ((fillValue as number | undefined) ?? 0)
      : mean;
  return { column, value, indicator: options.addIndicator && missing.finish().mean > 0 };
}

async function mostFrequentText(stage: Stage, column: string): Promise<string> {
  const counter = new CategoryCounter(column, { keepCodes: false });
  await stage.pass((program, layout) => {
    const feature = layout.find((one) => one.name === column)!;
    if (feature.kind === 'column') counter.addTo(program, feature.slot);
  });
  const { values, counts } = await counter.finish(stage.run);
  if (counts.length === 0) {
    throw new MillraceError('COLUMN_EMPTY', `column '${column}' holds nothing but missing values`, {
      column,
      remedy: "leave it out, or use strategy 'constant'",
    });
  }
  const best = counts.reduce((at, count, i) => (count > counts[at]! ? i : at), 0);
  return String(values[best]);
}

export function fittedSimpleImputer(fills: readonly Fill[]): FittedTransformer {
  const byColumn = new Map(fills.map((fill) => [fill.column, fill]));
  return {
    name: 'simpleImputer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(byColumn.keys()), (feature) => {
        const { value, indicator } = byColumn.get(feature.name)!;
        if (typeof value === 'string') {
          return feature.kind === 'column' ? { ...feature, slot: program.fillText(feature.slot, value) } : feature;
        }
        const numbers = numbersOf(program, feature, 'simpleImputer');
        const filled: Feature = { kind: 'numbers', name: feature.name, slot: program.fill(numbers, value) };
        if (!indicator) return filled;
        return [filled, { kind: 'numbers', name: `${feature.name} is missing`, slot: program.missing(numbers) }];
      }),
    save: (): SavedPart => ({ name: 'simpleImputer', state: { fills: fills.map((fill) => ({ ...fill })) } }),
  };
}

const fillSchema = z.strictObject({
  column: z.string(),
  value: z.union([z.number(), z.string()]),
  indicator: z.boolean(),
});

export function loadSimpleImputer(part: SavedPartReader): FittedTransformer {
  return fittedSimpleImputer(part.state(z.strictObject({ fills: z.array(fillSchema) })).fills);
}
