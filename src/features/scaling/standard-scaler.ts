import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { SparseMomentsState } from '../../engine/scaling.ts';
import { MomentsState } from '../../engine/states.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { isArithmetic, type Selector } from '../selector.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import {
  dividedBy,
  loadSparseScales,
  type SparseScales,
  savedSparseScales,
  sparseAmong,
  sparseNamesSchema,
} from './sparse-scales.ts';

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
 * Takes the columns named or selected, by default all numbers and booleans, and without `withMean` sparse features too,
 * which stay sparse; hands on the others as they are. As scikit-learn's StandardScaler.
 *
 * Fitting throws COLUMN_TYPE for a sparse feature with `withMean`: centred, it would have no zeros left.
 */
export function standardScaler(...given: FactoryArguments<StandardScalerOptions>): Transformer {
  const { selector, options } = factoryArguments('standardScaler', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'standardScaler',
    async fit(stage) {
      const picked = (selector ?? (options.withMean ? numbersByDefault : numbersAndSparse)).select(stage.layout);
      const features = sparseAmong(stage.layout, picked);
      if (options.withMean && features[0] !== undefined) throw notCentred(features[0].name);
      const sparse = new Map(features.map(({ name, width }) => [name, new SparseMomentsState(width)]));
      const names = picked.filter((name) => !sparse.has(name));
      const states = new Map(names.map((name) => [name, new MomentsState()]));
      await stage.pass((program, layout, weight) => {
        for (const feature of layout) {
          states.get(feature.name)?.addTo(program, numbersOf(program, feature, 'standardScaler'), weight);
          sparse.get(feature.name)?.addTo(program, feature.slot, weight);
        }
      });
      const scaleOf = (weight: number, mean: number, variance: number) =>
        options.withStd && !isConstant(weight, mean, variance) ? Math.sqrt(variance) : 1;
      const shifts = new Float64Array(names.length);
      const scales = new Float64Array(names.length);
      names.forEach((name, i) => {
        const { weight, mean, variance } = states.get(name)!.finish();
        shifts[i] = options.withMean ? mean : 0;
        scales[i] = scaleOf(weight, mean, variance);
      });
      const sparseScales = new Map(
        [...sparse].map(([name, state]) => {
          const { weight, means, variances } = state.finish();
          return [name, variances.map((variance, i) => scaleOf(weight, means[i]!, variance))];
        }),
      );
      return fittedStandardScaler(names, shifts, scales, sparseScales);
    },
  };
}

export const numbersByDefault: Selector = {
  description: 'all numbers',
  select: (layout) => layout.filter(isArithmetic).map((feature) => feature.name),
};

export const numbersAndSparse: Selector = {
  description: 'all numbers and sparse features',
  select: (layout) =>
    layout.filter((feature) => feature.kind === 'sparse' || isArithmetic(feature)).map((feature) => feature.name),
};

function notCentred(column: string): MillraceError {
  return new MillraceError('COLUMN_TYPE', `standardScaler can't centre '${column}', which is sparse`, {
    column,
    remedy: 'set withMean: false, or use maxAbsScaler',
  });
}

// A variance that rounding alone explains (scikit-learn's bound, from Chan, Golub and LeVeque 1983).
export function isConstant(weight: number, mean: number, variance: number): boolean {
  const epsilon = Number.EPSILON;
  return variance <= weight * epsilon * variance + (weight * mean * epsilon) ** 2;
}

export function fittedStandardScaler(
  names: readonly string[],
  shifts: Float64Array,
  scales: Float64Array,
  sparseScales: SparseScales,
): FittedTransformer {
  const picked = new Set([...names, ...sparseScales.keys()]);
  const saved = savedSparseScales(sparseScales);
  const position = new Map(names.map((name, i) => [name, i]));
  return {
    name: 'standardScaler',
    compile: (program, layout) =>
      mapFeatures(layout, picked, (feature) => {
        if (feature.kind === 'sparse') return dividedBy(program, feature, sparseScales.get(feature.name)!);
        const i = position.get(feature.name)!;
        const numbers = numbersOf(program, feature, 'standardScaler');
        return { kind: 'numbers', name: feature.name, slot: program.scale(numbers, shifts[i]!, scales[i]!) };
      }),
    save: (): SavedPart => ({
      name: 'standardScaler',
      state: { columns: [...names], ...saved.state },
      arrays: { shifts, scales, ...saved.arrays },
    }),
  };
}

export function loadStandardScaler(part: SavedPartReader): FittedTransformer {
  const { columns, sparse } = part.state(z.strictObject({ columns: z.array(z.string()), sparse: sparseNamesSchema }));
  const { length } = columns;
  const [shifts, scales] = [part.float64('shifts', length), part.float64('scales', length)];
  return fittedStandardScaler(columns, shifts, scales, loadSparseScales(part, sparse));
}
