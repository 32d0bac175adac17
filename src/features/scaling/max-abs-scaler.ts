import { z } from 'zod';
import { ExtremaState, SparseExtremaState } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { nonZero } from './min-max-scaler.ts';
import {
  dividedBy,
  loadSparseScales,
  type SparseScales,
  savedSparseScales,
  sparseAmong,
  sparseNamesSchema,
} from './sparse-scales.ts';
import { numbersAndSparse } from './standard-scaler.ts';

const optionsSchema = z.strictObject({});

/**
 * Divides numbers by the greatest absolute value of the training rows, so that those lie within [−1, 1]. Zeros stay
 * zeros, and sparse features stay sparse. Missing numbers are left out and stay missing; a column of zeros, or without
 * a single value, stays as it is. Row weights do not count.
 *
 * Takes the columns named or selected, by default all numbers, booleans and sparse features; hands on the others as
 * they are. As scikit-learn's MaxAbsScaler.
 */
export function maxAbsScaler(...given: FactoryArguments<z.input<typeof optionsSchema>>): Transformer {
  const { selector } = factoryArguments('maxAbsScaler', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'maxAbsScaler',
    async fit(stage) {
      const picked = (selector ?? numbersAndSparse).select(stage.layout);
      const sparse = new Map(
        sparseAmong(stage.layout, picked).map(({ name, width }) => [name, new SparseExtremaState(width)]),
      );
      const names = picked.filter((name) => !sparse.has(name));
      const states = new Map(names.map((name) => [name, new ExtremaState()]));
      await stage.pass((program, layout) => {
        for (const feature of layout) {
          states.get(feature.name)?.addTo(program, numbersOf(program, feature, 'maxAbsScaler'));
          sparse.get(feature.name)?.addTo(program, feature.slot);
        }
      });
      const scales = Float64Array.from(names, (name) => {
        const { min, max } = states.get(name)!.finish();
        return nonZero(Math.max(-min, max));
      });
      const sparseScales = new Map([...sparse].map(([name, state]) => [name, state.finish().map(nonZero)]));
      return fittedMaxAbsScaler(names, scales, sparseScales);
    },
  };
}

function fittedMaxAbsScaler(
  names: readonly string[],
  scales: Float64Array,
  sparseScales: SparseScales,
): FittedTransformer {
  const scaleOf = new Map(names.map((name, i) => [name, scales[i]!]));
  const saved = savedSparseScales(sparseScales);
  return {
    name: 'maxAbsScaler',
    compile: (program, layout) =>
      mapFeatures(layout, new Set([...names, ...sparseScales.keys()]), (feature) => {
        if (feature.kind === 'sparse') return dividedBy(program, feature, sparseScales.get(feature.name)!);
        const numbers = numbersOf(program, feature, 'maxAbsScaler');
        return { kind: 'numbers', name: feature.name, slot: program.scale(numbers, 0, scaleOf.get(feature.name)!) };
      }),
    save: (): SavedPart => ({
      name: 'maxAbsScaler',
      state: { columns: [...names], ...saved.state },
      arrays: { scales, ...saved.arrays },
    }),
  };
}

export function loadMaxAbsScaler(part: SavedPartReader): FittedTransformer {
  const { columns, sparse } = part.state(z.strictObject({ columns: z.array(z.string()), sparse: sparseNamesSchema }));
  return fittedMaxAbsScaler(columns, part.float64('scales', columns.length), loadSparseScales(part, sparse));
}
