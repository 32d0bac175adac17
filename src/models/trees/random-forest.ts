import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Classifier, Regressor } from '../learner.ts';
import { averagedTrees, forestClassWeight, forestOptions, maxFeatures } from './averaged-trees.ts';

const classifierSchema = z.strictObject({
  ...forestOptions,
  /** What splits lower: Gini's impurity, or entropy (log loss, in bits). Default gini. */
  criterion: z.enum(['gini', 'entropy', 'logLoss']).default('gini'),
  /** Features drawn at each node: a rule, a share (1: all) or how many (2 and more). Default sqrt. */
  maxFeatures: maxFeatures.default('sqrt'),
  /** Draw each tree's rows with replacement; false: all rows, once. Default true. */
  bootstrap: z.boolean().default(true),
  /** Factors by class: balanced (by all rows), balancedSubsample (by each tree's), or by name. Default 1 each. */
  classWeight: forestClassWeight.optional(),
});

const regressorSchema = z.strictObject({
  ...forestOptions,
  /** What splits lower: the squared error, or the deviance of counts. Default squaredError. */
  criterion: z.enum(['squaredError', 'poisson']).default('squaredError'),
  /** Features drawn at each node: a rule, a share (1: all) or how many (2 and more). Default 1. */
  maxFeatures: maxFeatures.default(1),
  /** Draw each tree's rows with replacement; false: all rows, once. Default true. */
  bootstrap: z.boolean().default(true),
});

export type RandomForestClassifierOptions = z.input<typeof classifierSchema>;
export type RandomForestRegressorOptions = z.input<typeof regressorSchema>;

/**
 * A random forest (Breiman 2001): trees grown on bootstrap samples, a few features drawn at each node, whose class
 * shares are averaged. Options, defaults and meanings as of scikit-learn's RandomForestClassifier; values are binned
 * (`maxBins`), missing values go to the side that the split learns, and categories are split as they are, sorted by
 * the share of class 1 (of the node's leading class when there are more than two). Row weights are honoured. The model
 * depends on data and `randomState`, not on threads or batches.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID
 */
export function randomForestClassifier(given: RandomForestClassifierOptions = {}): Classifier {
  const options = parseOptions(classifierSchema, given, 'randomForestClassifier');
  return averagedTrees('randomForestClassifier', 'classification', { ...options, randomThresholds: false });
}

/**
 * A random forest of regression trees (Breiman 2001), whose leaves' means are averaged. Options, defaults and meanings
 * as of scikit-learn's RandomForestRegressor; binning, missing values and categories as in `randomForestClassifier`,
 * categories sorted by their mean.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; TARGET_INVALID for poisson with a target below 0
 */
export function randomForestRegressor(given: RandomForestRegressorOptions = {}): Regressor {
  const options = parseOptions(regressorSchema, given, 'randomForestRegressor');
  return averagedTrees('randomForestRegressor', 'regression', { ...options, randomThresholds: false });
}
