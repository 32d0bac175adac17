import { z } from 'zod';
import { divide, divideSparseRows, type Norm, rowNorms } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import type { FittedTransformer, Transformer } from '../transformer.ts';
import { numbersAndSparse } from './standard-scaler.ts';

const optionsSchema = z.strictObject({
  /** The length of a row: the sum of its absolute values, its Euclidean length, or its greatest. Default l2. */
  norm: z.enum(['l1', 'l2', 'max']).default('l2'),
});

export type NormalizerOptions = z.input<typeof optionsSchema>;

/**
 * Divides each row by its length over all columns taken together; a row of zeros stays as it is. Missing numbers are
 * left out of the length and stay missing. Sparse features stay sparse. It learns nothing.
 *
 * Takes the columns named or selected, by default all numbers, booleans and sparse features; hands on the others as
 * they are. As scikit-learn's Normalizer.
 */
export function normalizer(...given: FactoryArguments<NormalizerOptions>): Transformer {
  const { selector, options } = factoryArguments('normalizer', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'normalizer',
    fit: async (stage) => fittedNormalizer((selector ?? numbersAndSparse).select(stage.layout), options.norm),
  };
}

function fittedNormalizer(names: readonly string[], norm: Norm): FittedTransformer {
  const picked = new Set(names);
  return {
    name: 'normalizer',
    compile: (program, layout) => {
      const slots = new Map(
        layout
          .filter((feature) => picked.has(feature.name))
          .map((feature) => [
            feature,
            feature.kind === 'sparse' ? feature.slot : numbersOf(program, feature, 'normalizer'),
          ]),
      );
      const sparse = [...slots].filter(([feature]) => feature.kind === 'sparse').map(([, slot]) => slot);
      const numbers = [...slots].filter(([feature]) => feature.kind !== 'sparse').map(([, slot]) => slot);
      const norms = rowNorms(program, numbers, sparse, norm);
      return layout.map((feature) => {
        const slot = slots.get(feature);
        if (slot === undefined) return feature;
        if (feature.kind === 'sparse') return { ...feature, slot: divideSparseRows(program, slot, norms) };
        return { kind: 'numbers', name: feature.name, slot: divide(program, slot, norms) };
      });
    },
    save: (): SavedPart => ({ name: 'normalizer', state: { columns: [...names], norm } }),
  };
}

export function loadNormalizer(part: SavedPartReader): FittedTransformer {
  const { columns, norm } = part.state(
    z.strictObject({ columns: z.array(z.string()), norm: z.enum(['l1', 'l2', 'max']) }),
  );
  return fittedNormalizer(columns, norm);
}
