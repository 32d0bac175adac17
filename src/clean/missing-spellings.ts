import { z } from 'zod';
import { when } from '../expression/index.ts';
import { type FactoryArguments, factoryArguments } from '../features/arguments.ts';
import { MISSING_SPELLINGS } from './missing-values.ts';
import { each, repairOf, textByDefault } from './repair.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /** What stands for missing. Default `NaN`, `NA`, `N/A`, `null`, `?`, `-`, nothing, and others of pandas' list. */
  values: z.array(z.string()).min(1).optional(),
  /** Whether case counts. Default false. White space at the ends never does. */
  caseSensitive: z.boolean().default(false),
});

export type MissingSpellingsOptions = z.input<typeof optionsSchema>;

/**
 * Makes text that stands for a missing value missing, in training, evaluation and prediction. `none` and `unknown` are
 * not in the list by default: they often are answers. Takes the columns named or selected, by default all text.
 */
export function missingSpellings(...given: FactoryArguments<MissingSpellingsOptions>): RowStep {
  const { selector = textByDefault, options } = factoryArguments('missingSpellings', optionsSchema, given);
  const { values = MISSING_SPELLINGS, caseSensitive } = options;
  const fold = (text: string) => (caseSensitive ? text.trim() : text.trim().toLowerCase());
  const spellings = [...new Set(values.map(fold))];
  return repairOf({
    name: 'missingSpellings',
    selector,
    takes: ['text'],
    reasonOf: () => 'spelled missing',
    rewrite: each((value) => {
      const trimmed = value.trim();
      const folded = caseSensitive ? trimmed : trimmed.lower();
      return when(folded.isIn(spellings), null as string | null, value);
    }),
  });
}
