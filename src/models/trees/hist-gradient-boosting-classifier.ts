import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import type { Classifier } from '../learner.ts';
import { boostingLearner } from './hist-gradient-boosting.ts';
import { boostingOptions, checkBoostingOptions } from './hist-gradient-boosting-options.ts';

const optionsSchema = boostingOptions.extend({
  /** What is minimised: binary or, for more classes, softmax log loss. Default logLoss. */
  loss: z.literal('logLoss').optional(),
  /** Factors of the rows' weights by class: a map (1 for classes it leaves out), or balanced: n / (classes · rows). */
  classWeight: z.union([z.literal('balanced'), z.record(z.string(), z.number().nonnegative())]).optional(),
});

export type HistGradientBoostingClassifierOptions = z.input<typeof optionsSchema>;

/**
 * Gradient boosting of classification trees on histograms, with scikit-learn's names and LightGBM's abilities. Of two
 * classes it learns the log odds, of more one score each (a tree for each class and iteration). Missing values go the
 * way that each split has learnt, columns of text are taken as categories, unseen categories as missing. Gradients are
 * rounded to integers in histograms, so the model has the same bits for any number of threads and any batches.
 *
 * Metrics for early stopping: logLoss (default), accuracy, error, and of two classes rocAuc and brier.
 *
 * Sources: Friedman, "Greedy function approximation: a gradient boosting machine", 2001; Ke et al., "LightGBM", NeurIPS
 * 2017; Shi et al., "Quantized training of gradient boosting decision trees", NeurIPS 2022.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; from `fit` those of the data: TARGET_INVALID, WEIGHT_INVALID, …
 */
export function histGradientBoostingClassifier(given: HistGradientBoostingClassifierOptions = {}): Classifier {
  const name = 'histGradientBoostingClassifier';
  const { loss, classWeight, ...options } = parseOptions(optionsSchema, given, name);
  checkBoostingOptions(options, name);
  if (loss !== undefined && options.objective !== undefined) throw twoLosses(name);
  if (options.objective?.link !== undefined) {
    throw new MillraceError('OPTION_INVALID', `${name}: an objective's 'link' is for regression`, {
      remedy: 'leave it out: scores become probabilities by sigmoid or softmax',
    });
  }
  return boostingLearner({
    name,
    task: 'classification',
    options,
    loss: { loss: 'logLoss' },
    metric: 'logLoss',
    classWeight,
  });
}

export function twoLosses(name: string): MillraceError {
  return new MillraceError('OPTION_INVALID', `${name}: 'loss' and 'objective' are two ways to say what is minimised`, {
    remedy: 'give one of them',
  });
}
