import { z } from 'zod';
import { hashTerms } from '../../engine/text.ts';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { SavedPart, SavedPartReader } from '../saved-part.ts';
import { type FittedTransformer, mapFeatures, type Transformer } from '../transformer.ts';
import { analyzerOptions, checkAnalyzer, termOptions, textColumns, textSlot } from './term-options.ts';

const optionsSchema = z.strictObject({
  ...analyzerOptions,
  /** Columns that terms are hashed into. Few make terms meet. Default 1,048,576. */
  nFeatures: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .default(2 ** 20),
  /** Add −1 for half of the terms, so that those that meet cancel out on average. Default true. */
  alternateSign: z.boolean().default(true),
  /** What each row is scaled to length 1 by. Default l2. */
  norm: z.enum(['l1', 'l2', 'none']).default('l2'),
});

export type HashingVectorizerOptions = z.input<typeof optionsSchema>;
type Options = z.output<typeof optionsSchema>;

/**
 * Text to term counts in `nFeatures` columns, by the terms' hashes (MurmurHash3, seed 0; Weinberger et al., 2009). Learns
 * nothing and holds nothing, so text of any amount streams through; what a column of the output holds can't be told.
 * Tokens and what is done with columns as of `tfidfVectorizer`; exactly as scikit-learn's HashingVectorizer with its word
 * analyzer, but for terms that cancel out: they leave no entry where scikit-learn keeps a 0.
 *
 * Fitting throws COLUMN_TYPE for a column that is no text, and COLUMN_MISSING when there is no text column.
 */
export function hashingVectorizer(...given: FactoryArguments<HashingVectorizerOptions>): Transformer {
  const { selector, options } = factoryArguments('hashingVectorizer', optionsSchema, given);
  checkAnalyzer('hashingVectorizer', options);
  return {
    kind: 'transformer',
    name: 'hashingVectorizer',
    async fit(stage) {
      const columns = textColumns('hashingVectorizer', stage.layout, selector);
      for (const column of columns) textSlot('hashingVectorizer', stage.layout.find(({ name }) => name === column)!);
      return fittedHashingVectorizer(columns, options);
    },
  };
}

function fittedHashingVectorizer(columns: readonly string[], options: Options): FittedTransformer {
  const { nFeatures, alternateSign, binary, norm } = options;
  return {
    name: 'hashingVectorizer',
    compile: (program, layout) =>
      mapFeatures(layout, new Set(columns), (feature) => {
        const { name } = feature;
        const hashing = { columnCount: nFeatures, alternateSign, binary, norm };
        const text = textSlot('hashingVectorizer', feature);
        const slot = hashTerms(program, text, name, termOptions(options), hashing);
        return { kind: 'sparse', name, slot, width: nFeatures, nameOf: (index) => `hash of ${name} #${index}` };
      }),
    save: (): SavedPart => ({
      name: 'hashingVectorizer',
      state: { columns: [...columns], options: { ...options, ngramRange: [...options.ngramRange] } },
    }),
  };
}

export function loadHashingVectorizer(part: SavedPartReader): FittedTransformer {
  const { columns, options } = part.state(
    z.strictObject({ columns: z.array(z.string()).min(1), options: optionsSchema }),
  );
  return fittedHashingVectorizer(columns, options);
}
