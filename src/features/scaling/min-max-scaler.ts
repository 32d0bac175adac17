import { z } from 'zod';
import { ExtremaState, rescale } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { numbersByDefault } from './standard-scaler.ts';

const optionsSchema = z.strictObject({
  /** What the smallest and the greatest training value become. Default [0, 1]. */
  featureRange: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, 'the first must be below the second')
    .default([0, 1]),
  /** Keep later values that are beyond the training rows' within the range. Default false. */
  clip: z.boolean().default(false),
});

export type MinMaxScalerOptions = z.input<typeof optionsSchema>;

/**
 * Scales numbers linearly so that the training rows span a given range. Missing numbers are left out and stay missing.
 * A constant column becomes the range's lower end; one without a single value stays as it is. Row weights do not count.
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are.
 * As scikit-learn's MinMaxScaler.
 */
export function minMaxScaler(...given: FactoryArguments<MinMaxScalerOptions>): Transformer {
  const { selector, options } = factoryArguments('minMaxScaler', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'minMaxScaler',
    async fit(stage) {
      const names = (selector ?? numbersByDefault).select(stage.layout);
      const states = new Map(names.map((name) => [name, new ExtremaState()]));
      await stage.pass((program, layout) => {
        for (const feature of layout) {
          states.get(feature.name)?.addTo(program, numbersOf(program, feature, 'minMaxScaler'));
        }
      });
      const [low, high] = options.featureRange;
      const scales = new Float64Array(names.length);
      const offsets = new Float64Array(names.length);
      names.forEach((name, i) => {
        const { any, min, max } = states.get(name)!.finish();
        scales[i] = any ? (high - low) / nonZero(max - min) : 1;
        offsets[i] = any ? low - min * scales[i]! : 0;
      });
      return fittedMinMaxScaler(names, scales, offsets, options.clip ? [low, high] : undefined);
    },
  };
}

/** A spread to divide by: 1 where rounding alone explains it (scikit-learn's bound). */
export function nonZero(spread: number): number {
  return spread < 10 * Number.EPSILON ? 1 : spread;
}

function fittedMinMaxScaler(
  names: readonly string[],
  scales: Float64Array,
  offsets: Float64Array,
  clip: readonly [number, number] | undefined,
): FittedTransformer {
  const position = new Map(names.map((name, i) => [name, i]));
  const [low, high] = clip ?? [-Infinity, Infinity];
  return {
    name: 'minMaxScaler',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) => {
        const i = position.get(feature.name)!;
        const numbers = numbersOf(program, feature, 'minMaxScaler');
        const slot = rescale(program, numbers, { scale: scales[i]!, offset: offsets[i]!, low, high });
        return { kind: 'numbers', name: feature.name, slot };
      }),
    save: (): SavedPart => ({
      name: 'minMaxScaler',
      state: { columns: [...names], ...(clip ? { clip: [...clip] } : {}) },
      arrays: { scales, offsets },
    }),
  };
}

const stateSchema = z.strictObject({
  columns: z.array(z.string()),
  clip: z.tuple([z.number(), z.number()]).optional(),
});

export function loadMinMaxScaler(part: SavedPartReader): FittedTransformer {
  const { columns, clip } = part.state(stateSchema);
  const { length } = columns;
  return fittedMinMaxScaler(columns, part.float64('scales', length), part.float64('offsets', length), clip);
}
