import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Classifier } from '../learner.ts';
import { countLearner } from './count-learner.ts';
import { countOptions } from './priors.ts';

const optionsSchema = z.strictObject({
  ...countOptions,
  /** Divide the weights of each class by their sum, as the paper's second step does. Default false. */
  norm: z.boolean().default(false),
});

export type ComplementNBOptions = z.input<typeof optionsSchema>;

/**
 * Naive Bayes for counts where some classes are rare: each class by the words of all others (Rennie, Shih, Teevan and
 * Karger, 2003). Priors play no part. As scikit-learn's ComplementNB.
 *
 * Fitting throws VALUE_INVALID for a negative feature, and OPTION_INVALID where an alpha of 0 leaves a count of 0.
 */
export function complementNB(given: ComplementNBOptions = {}): Classifier {
  const name = 'complementNB';
  const { norm, ...options } = parseOptions(optionsSchema, given, name);
  return countLearner({ name, kind: 'complement', options, norm });
}
