import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Classifier } from '../learner.ts';
import { countLearner } from './count-learner.ts';
import { countOptions } from './priors.ts';

const optionsSchema = z.strictObject(countOptions);

export type MultinomialNBOptions = z.input<typeof optionsSchema>;

/**
 * Naive Bayes for counts of words: each class draws words with chances of its own (McCallum and Nigam, 1998). One pass,
 * holding classes · columns numbers. Fractions such as tf-idf weights do too. As scikit-learn's MultinomialNB.
 *
 * Fitting throws VALUE_INVALID for a negative feature, and OPTION_INVALID where an alpha of 0 leaves a count of 0.
 */
export function multinomialNB(given: MultinomialNBOptions = {}): Classifier {
  const name = 'multinomialNB';
  return countLearner({ name, kind: 'multinomial', options: parseOptions(optionsSchema, given, name) });
}
