import { z } from 'zod';
import { MomentsState } from '../engine/states.ts';
import { type FactoryArguments, factoryArguments } from './arguments.ts';
import { numbersOf } from './numbers.ts';
import type { SavedPart, SavedPartReader } from './saved-part.ts';
import { isArithmetic, type Selector } from './selector.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from './transformer.ts';

const optionsSchema = z.strictObject({
  /** Subtract the mean. Default true. */
  withMean: z.boolean().default(true),
  /** Divide by the standard deviation. Default true. */
  withStd: z.boolean().default(true),
});

export type StandardScalerOptions = z.input<typeof optionsSchema>;

/**
 * Scales numbers to mean 0 and variance 1: (x − mean) / deviation, the deviation dividing by n. Missing numbers are
 * left out of the statistics and stay missing. A constant column is only centred. Row weights count.
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are.
 * As scikit-learn's StandardScaler.
 */
export function standardScaler(...given: FactoryArguments<StandardScalerOptions>): Transformer {
  const { selector, options } = factoryArguments('standardScaler', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'standardScaler',
    async fit(stage) {
      const names = (selector ?? numbersByDefault).select(stage.layout);
      const states = new Map(names.map((name) => [name, new MomentsState()]));
      await stage.pass((program, layout, weight) => {
        for (const feature of layout) {
          states.get(feature.name)?.addTo(program, numbersOf(program, feature, 'standardScaler'), weight);
        }
      });
      const shifts = new Float64Array(names.length);
      const scales = new Float64Array(names.length);
      names.forEach((name, i) => {
        const { weight, mean, variance } = states.get(name)!.finish();
        shifts[i] = options.withMean ? mean : 0;
        scales[i] = options.withStd && !isConstant(weight, mean, variance) ? Math.sqrt(variance) : 1;
      });
      return fittedStandardScaler(names, shifts, scales);
    },
  };
}

export const numbersByDefault: Selector = {
  description: 'all numbers',
  select: (layout) => layout.filter(isArithmetic).map((feature) => feature.name),
};

// A variance that rounding alone explains (scikit-learn's bound, from Chan, Golub and LeVeque 1983).
function isConstant(weight: number, mean: number, variance: number): boolean {
  const epsilon = Number.EPSILON;
  return variance <= weight * epsilon * variance + (weight * mean * epsilon) ** 2;
}

export function fittedStandardScaler(
  names: readonly string[],
  shifts: Float64Array,
  scales: Float64Array,
): FittedTransformer {
  const picked = new Set(names);
  const position = new Map(names.map((name, i) => [name, i]));
  return {
    name: 'standardScaler',
    compile: (program, layout) =>
      mapFeatures(layout, picked, (feature) => {
        const i = position.get(feature.name)!;
        const numbers = numbersOf(program, feature, 'standardScaler');
        return { kind: 'numbers', name: feature.name, slot: program.scale(numbers, shifts[i]!, scales[i]!) };
      }),
    save: (): SavedPart => ({ name: 'standardScaler', state: { columns: [...names] }, arrays: { shifts, scales } }),
  };
}

export function loadStandardScaler(part: SavedPartReader): FittedTransformer {
  const { columns } = part.state(z.strictObject({ columns: z.array(z.string()) }));
  const { length } = columns;
  return fittedStandardScaler(columns, part.float64('shifts', length), part.float64('scales', length));
}
