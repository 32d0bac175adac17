import { z } from 'zod';
import { when } from '../expression/index.ts';
import { type FactoryArguments, factoryArguments } from '../features/arguments.ts';
import { each, repairOf, textByDefault } from './repair.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /** What becomes of text that holds nothing but white space, or nothing: `missing` (default) or `keep`. */
  empty: z.enum(['missing', 'keep']).default('missing'),
});

export type TrimTextOptions = z.input<typeof optionsSchema>;

/**
 * Takes the white space away from both ends of text, in training, evaluation and prediction. Takes the columns named
 * or selected, by default all text.
 */
export function trimText(...given: FactoryArguments<TrimTextOptions>): RowStep {
  const { selector = textByDefault, options } = factoryArguments('trimText', optionsSchema, given);
  return repairOf({
    name: 'trimText',
    selector,
    takes: ['text'],
    reasonOf: () => 'empty',
    rewrite: each((value) => {
      const trimmed = value.trim();
      if (options.empty === 'keep') return trimmed;
      return when(trimmed.eq(''), null as string | null, trimmed);
    }),
  });
}
