import { z } from 'zod';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { Transformer } from '../transformer.ts';
import { analyzerOptions, vocabularyOptions } from './term-options.ts';
import { termVectorizer } from './term-vectorizer.ts';

const optionsSchema = z.strictObject({ ...analyzerOptions, ...vocabularyOptions });

export type CountVectorizerOptions = z.input<typeof optionsSchema>;

/**
 * Text to term counts. Tokens, the vocabulary and what is done with columns as of `tfidfVectorizer`; exactly as
 * scikit-learn's CountVectorizer with its word analyzer.
 *
 * Fitting throws COLUMN_TYPE for a column that is no text, COLUMN_MISSING when there is no text column, and
 * COLUMN_EMPTY when no term is left.
 */
export function countVectorizer(...given: FactoryArguments<CountVectorizerOptions>): Transformer {
  const { selector, options } = factoryArguments('countVectorizer', optionsSchema, given);
  const plain = { useIdf: false, smoothIdf: true, sublinearTf: false, norm: 'none' } as const;
  return termVectorizer('countVectorizer', selector, { ...options, ...plain });
}
