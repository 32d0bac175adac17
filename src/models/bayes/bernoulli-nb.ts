import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Classifier } from '../learner.ts';
import { countLearner } from './count-learner.ts';
import { countOptions } from './priors.ts';

const optionsSchema = z.strictObject({
  ...countOptions,
  /** A feature is there where its value is above this; null where values are 0 and 1 as they are. Default 0. */
  binarize: z.number().nonnegative().nullable().default(0),
});

export type BernoulliNBOptions = z.input<typeof optionsSchema>;

/**
 * Naive Bayes for what is there or not: words that are absent count too (McCallum and Nigam, 1998). As scikit-learn's
 * BernoulliNB.
 *
 * Fitting throws OPTION_INVALID where an alpha of 0 leaves a count of 0, and VALUE_INVALID for a negative feature where
 * `binarize` is null.
 */
export function bernoulliNB(given: BernoulliNBOptions = {}): Classifier {
  const name = 'bernoulliNB';
  const { binarize, ...options } = parseOptions(optionsSchema, given, name);
  return countLearner({ name, kind: 'bernoulli', options, binarize: binarize ?? undefined });
}
