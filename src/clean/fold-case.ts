import { z } from 'zod';
import { type FactoryArguments, factoryArguments } from '../features/arguments.ts';
import { each, repairOf, textByDefault } from './repair.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /**
   * `lower` (default), `upper`, or `fold`: lower case of upper case, so that `ß` is `ss` and a final sigma is a sigma, for
   * comparison rather than for reading.
   */
  to: z.enum(['lower', 'upper', 'fold']).default('lower'),
});

export type FoldCaseOptions = z.input<typeof optionsSchema>;

/**
 * Gives text one case by Unicode's tables, in training, evaluation and prediction, so that `Yes` and `YES` are one
 * category. Takes the columns named or selected, by default all text.
 */
export function foldCase(...given: FactoryArguments<FoldCaseOptions>): RowStep {
  const { selector = textByDefault, options } = factoryArguments('foldCase', optionsSchema, given);
  return repairOf({
    name: 'foldCase',
    selector,
    takes: ['text'],
    rewrite: each((value) => {
      if (options.to === 'upper') return value.upper();
      return options.to === 'lower' ? value.lower() : value.upper().lower();
    }),
  });
}
