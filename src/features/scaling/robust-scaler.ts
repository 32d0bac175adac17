import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { NumberQuantilesState, normalQuantile } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { nonZero } from './min-max-scaler.ts';
import { numbersByDefault } from './standard-scaler.ts';

const percent = z.number().min(0).max(100);
const optionsSchema = z.strictObject({
  /** Subtract the median. Default true. */
  withCentering: z.boolean().default(true),
  /** Divide by the range between the two quantiles. Default true. */
  withScaling: z.boolean().default(true),
  /** Those quantiles in percent. Default [25, 75]. */
  quantileRange: z
    .tuple([percent, percent])
    .refine(([low, high]) => low <= high, 'the first must not be above the second')
    .default([25, 75]),
  /** Scale so that normally distributed numbers get variance 1. Default false. */
  unitVariance: z.boolean().default(false),
});

export type RobustScalerOptions = z.input<typeof optionsSchema>;

/**
 * Scales numbers by what outliers do not move: (x − median) / (difference of two quantiles). Missing numbers are left
 * out and stay missing. A column whose quantiles are equal is only centred; one without a single value stays as it is.
 * Row weights do not count.
 *
 * Quantiles are exact up to 1,048,576 numbers a column, which are held at 8 bytes each, and for any number of rows with
 * up to 65,536 different values; beyond that their ranks are off by about 0.01 % of the rows (0.1 % at the very worst).
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are.
 * As scikit-learn's RobustScaler.
 */
export function robustScaler(...given: FactoryArguments<RobustScalerOptions>): Transformer {
  const { selector, options } = factoryArguments('robustScaler', optionsSchema, given);
  const [low, high] = options.quantileRange;
  if (options.unitVariance && (low === 0 || high === 100 || low === high)) {
    throw new MillraceError(
      'OPTION_INVALID',
      `robustScaler: a normal variable has no width from ${low} % to ${high} %`,
      {
        value: options.quantileRange,
        remedy: 'with unitVariance, give a quantileRange of two percentages between 0 and 100',
      },
    );
  }
  const width = options.unitVariance ? normalQuantile(high / 100) - normalQuantile(low / 100) : 1;
  return {
    kind: 'transformer',
    name: 'robustScaler',
    async fit(stage) {
      const names = (selector ?? numbersByDefault).select(stage.layout);
      const states = new Map(names.map((name) => [name, new NumberQuantilesState()]));
      await stage.pass((program, layout) => {
        for (const feature of layout) {
          states.get(feature.name)?.addTo(program, numbersOf(program, feature, 'robustScaler'));
        }
      });
      const shifts = new Float64Array(names.length);
      const scales = new Float64Array(names.length).fill(1);
      await Promise.all(
        names.map(async (name, i) => {
          const sorted = await states.get(name)!.finish(stage.run);
          const [median, lower, upper] = sorted.quantiles([0.5, low / 100, high / 100]);
          sorted.release();
          if (Number.isNaN(median)) return;
          if (options.withCentering) shifts[i] = median!;
          if (options.withScaling) scales[i] = nonZero(upper! - lower!) / width;
        }),
      );
      return fittedRobustScaler(names, shifts, scales);
    },
  };
}

function fittedRobustScaler(names: readonly string[], shifts: Float64Array, scales: Float64Array): FittedTransformer {
  const position = new Map(names.map((name, i) => [name, i]));
  return {
    name: 'robustScaler',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) => {
        const i = position.get(feature.name)!;
        const numbers = numbersOf(program, feature, 'robustScaler');
        return { kind: 'numbers', name: feature.name, slot: program.scale(numbers, shifts[i]!, scales[i]!) };
      }),
    save: (): SavedPart => ({ name: 'robustScaler', state: { columns: [...names] }, arrays: { shifts, scales } }),
  };
}

export function loadRobustScaler(part: SavedPartReader): FittedTransformer {
  const { columns } = part.state(z.strictObject({ columns: z.array(z.string()) }));
  const { length } = columns;
  return fittedRobustScaler(columns, part.float64('shifts', length), part.float64('scales', length));
}
