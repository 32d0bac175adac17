import { z } from 'zod';
import { type FactoryArguments, factoryArguments } from '../features/arguments.ts';
import { each, repairOf, textByDefault } from './repair.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /**
   * The normal form. NFKC (default) and NFKD also make one of letters that differ in looks alone: `ﬁ` is `fi`, `Ａ` is
   * `A`, `²` is `2`.
   */
  form: z.enum(['NFC', 'NFD', 'NFKC', 'NFKD']).default('NFKC'),
  /** `strip` takes the marks off letters: `é` is `e`. Default `keep`. */
  accents: z.enum(['keep', 'strip']).default('keep'),
  /** `collapse` makes one space of each run of white space. Default `keep`. */
  spaces: z.enum(['keep', 'collapse']).default('keep'),
});

export type FoldUnicodeOptions = z.input<typeof optionsSchema>;

/**
 * Gives text one form of Unicode, in training, evaluation and prediction, so that text that looks alike is alike.
 * Takes the columns named or selected, by default all text. As Python's `unicodedata.normalize`.
 */
export function foldUnicode(...given: FactoryArguments<FoldUnicodeOptions>): RowStep {
  const { selector = textByDefault, options } = factoryArguments('foldUnicode', optionsSchema, given);
  return repairOf({
    name: 'foldUnicode',
    selector,
    takes: ['text'],
    rewrite: each((value) => {
      const plain = options.accents === 'strip' ? value.stripAccents() : value;
      const folded = plain.normalize(options.form);
      return options.spaces === 'collapse' ? folded.collapseSpaces() : folded;
    }),
  });
}
