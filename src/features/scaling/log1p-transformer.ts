import { z } from 'zod';
import { log1p } from '../../engine/scaling.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import { numbersOf } from '../numbers.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { numbersByDefault } from './standard-scaler.ts';

const optionsSchema = z.strictObject({});

/**
 * The natural logarithm of 1 + x, for counts and amounts with a long tail. Missing numbers stay missing. It learns
 * nothing. A number of −1 or less is an error (VALUE_INVALID) while a fit reads it; a row that has one later gets no
 * prediction, and the reason.
 *
 * Takes the columns named or selected, by default all numbers and booleans; hands on the others as they are.
 * As scikit-learn's FunctionTransformer of NumPy's log1p.
 */
export function log1pTransformer(...given: FactoryArguments<z.input<typeof optionsSchema>>): Transformer {
  const { selector } = factoryArguments('log1pTransformer', optionsSchema, given);
  return {
    kind: 'transformer',
    name: 'log1pTransformer',
    fit: async (stage) => fittedLog1pTransformer((selector ?? numbersByDefault).select(stage.layout)),
  };
}

function fittedLog1pTransformer(names: readonly string[]): FittedTransformer {
  return {
    name: 'log1pTransformer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(names), (feature) => {
        const numbers = numbersOf(program, feature, 'log1pTransformer');
        return { kind: 'numbers', name: feature.name, slot: log1p(program, numbers, feature.name) };
      }),
    save: (): SavedPart => ({ name: 'log1pTransformer', state: { columns: [...names] } }),
  };
}

export function loadLog1pTransformer(part: SavedPartReader): FittedTransformer {
  return fittedLog1pTransformer(part.state(z.strictObject({ columns: z.array(z.string()) })).columns);
}
