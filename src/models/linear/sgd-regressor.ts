import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Regressor } from '../learner.ts';
import { sgdLearner } from './sgd-learner.ts';
import { checkSgdOptions, sgdLearningRate, sgdOptions, sgdParameters } from './sgd-options.ts';

const optionsSchema = z.strictObject({
  ...sgdOptions,
  /** What is minimised. Default squaredError. */
  loss: z.enum(['squaredError', 'huber', 'epsilonInsensitive', 'squaredEpsilonInsensitive']).default('squaredError'),
  /** Where huber turns linear, and what the epsilon-insensitive losses overlook, in units of the target. Default 0.1. */
  epsilon: z.number().nonnegative().default(0.1),
  /** Step sizes, as of `sgdClassifier`. Default invscaling. */
  learningRate: sgdLearningRate.default('invscaling'),
  /** The exponent of invscaling. Default 0.25. */
  powerT: z.number().nonnegative().default(0.25),
});

export type SgdRegressorOptions = z.input<typeof optionsSchema>;

/**
 * Linear regression that learns row by row (stochastic gradient descent), from files of any size: beside weights and
 * some windows of rows it keeps the targets, 8 bytes a row. Each epoch is a pass over the rows, unless they fit
 * `keptBytes`. As scikit-learn's SGDRegressor: with `shuffle: false` its steps, and the same weights; features are
 * float32, scaled best by a `standardScaler`.
 *
 * The model depends on the rows' order, and on neither batches nor threads. `converged` and `history` as of
 * `sgdClassifier`.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; fitting throws VALUE_INFINITE when weights grow without bound
 */
export function sgdRegressor(given: SgdRegressorOptions = {}): Regressor {
  const options = parseOptions(optionsSchema, given, 'sgdRegressor');
  checkSgdOptions('sgdRegressor', options);
  return sgdLearner({
    name: 'sgdRegressor',
    task: 'regression',
    options,
    parameters: () => sgdParameters(options, 0, undefined),
    output: () => 'identity',
  });
}
