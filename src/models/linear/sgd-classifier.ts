import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Classifier } from '../learner.ts';
import { classWeights } from './class-weights.ts';
import { sgdLearner } from './sgd-learner.ts';
import { checkSgdOptions, sgdLearningRate, sgdOptions, sgdParameters } from './sgd-options.ts';

const optionsSchema = z.strictObject({
  ...sgdOptions,
  /**
   * What is minimised: hinge (a linear support vector machine), logLoss (logistic regression), modifiedHuber,
   * squaredHinge, perceptron, or a loss of regression on classes of −1 and 1. Default hinge.
   */
  loss: z
    .enum([
      'hinge',
      'logLoss',
      'modifiedHuber',
      'squaredHinge',
      'perceptron',
      'squaredError',
      'huber',
      'epsilonInsensitive',
      'squaredEpsilonInsensitive',
    ])
    .default('hinge'),
  /** Where huber turns linear, and what the epsilon-insensitive losses overlook. Default 0.1. */
  epsilon: z.number().nonnegative().default(0.1),
  /**
   * Step sizes at row t: optimal 1 / (alpha (t₀ + t)), constant eta0, invscaling eta0 / t^powerT, adaptive eta0 until
   * there is no improvement, then a fifth, and so on. Default optimal.
   */
  learningRate: sgdLearningRate.default('optimal'),
  /** The exponent of invscaling. Default 0.5. */
  powerT: z.number().nonnegative().default(0.5),
  /** Factors by class: balanced, or by name, 1 for those left out. Default 1 each. */
  classWeight: z.union([z.literal('balanced'), z.record(z.string(), z.number().nonnegative())]).optional(),
});

export type SgdClassifierOptions = z.input<typeof optionsSchema>;

/**
 * A linear classifier that learns row by row (stochastic gradient descent): memory does not grow with the rows, so it
 * learns from files of any size. Each epoch is a pass over them, unless they fit `keptBytes`. With more than two classes
 * one model is learnt for each against the others. As scikit-learn's SGDClassifier: with `shuffle: false` its steps, and
 * the same weights; features are float32, scaled best by a `standardScaler`.
 *
 * logLoss and modifiedHuber estimate probabilities. Other losses know scores alone: probabilities are then the logistic
 * (softmax) of the scores, which orders rows and classes as the scores do and is not calibrated.
 *
 * The model depends on the rows' order, and on neither batches nor threads. `converged` is false when `maxIter` epochs
 * passed without a stop by `tol`; `history` has the objective of each epoch per row.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; fitting throws VALUE_INFINITE when weights grow without bound
 */
export function sgdClassifier(given: SgdClassifierOptions = {}): Classifier {
  const options = parseOptions(optionsSchema, given, 'sgdClassifier');
  checkSgdOptions('sgdClassifier', options);
  const { classWeight, ...shared } = options;
  return sgdLearner({
    name: 'sgdClassifier',
    task: 'classification',
    options,
    parameters: (target) =>
      sgdParameters(shared, target.classCount, classWeights('sgdClassifier', classWeight, target)),
    output: (classCount) => {
      if (options.loss === 'modifiedHuber') return 'modifiedHuber';
      if (classCount === 2) return 'sigmoid';
      return options.loss === 'logLoss' ? 'oneVsRest' : 'softmax';
    },
  });
}
