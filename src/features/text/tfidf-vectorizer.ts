import { z } from 'zod';
import { type FactoryArguments, factoryArguments } from '../arguments.ts';
import type { Transformer } from '../transformer.ts';
import { termVectorizer, termVectorizerOptions } from './term-vectorizer.ts';

const optionsSchema = z.strictObject(termVectorizerOptions);

export type TfidfVectorizerOptions = z.input<typeof optionsSchema>;

/**
 * Text to weighted term counts: tf · idf, each row scaled to length 1. Tokens are two or more word characters (Unicode
 * 14 letters and digits, and the underscore), exactly as scikit-learn's TfidfVectorizer with its word analyzer; the
 * vocabulary ascends by code point. Missing text is an empty document.
 *
 * Takes the text columns named, by default those of role text; hands on other columns as they are.
 *
 * Fitting throws COLUMN_TYPE for a column that is no text, COLUMN_MISSING when there is no text column, and
 * COLUMN_EMPTY when no term is left.
 */
export function tfidfVectorizer(...given: FactoryArguments<TfidfVectorizerOptions>): Transformer {
  const { selector, options } = factoryArguments('tfidfVectorizer', optionsSchema, given);
  return termVectorizer('tfidfVectorizer', selector, options);
}
