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
  /** Draw each tree's rows with replacement; false: all rows, once. Default false. */
  bootstrap: z.boolean().default(false),
  /** Factors by class: balanced (by all rows), balancedSubsample (by each tree's), or by name. Default 1 each. */
  classWeight: forestClassWeight.optional(),
});

const regressorSchema = z.strictObject({
  ...forestOptions,
  /** What splits lower: the squared error, or the deviance of counts. Default squaredError. */
  criterion: z.enum(['squaredError', 'poisson']).default('squaredError'),
  /** Features drawn at each node: a rule, a share (1: all) or how many (2 and more). Default 1. */
  maxFeatures: maxFeatures.default(1),
  /** Draw each tree's rows with replacement; false: all rows, once. Default false. */
  bootstrap: z.boolean().default(false),
});

export type ExtraTreesClassifierOptions = z.input<typeof classifierSchema>;
export type ExtraTreesRegressorOptions = z.input<typeof regressorSchema>;

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel 2006): as `randomForestClassifier`, but each drawn feature is
 * split at one random threshold, between the node's least and greatest value, and the best of those is taken; every
 * tree sees all rows. Categories go to sides by chance. Options as of scikit-learn's ExtraTreesClassifier.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID
 */
export function extraTreesClassifier(given: ExtraTreesClassifierOptions = {}): Classifier {
  const options = parseOptions(classifierSchema, given, 'extraTreesClassifier');
  return averagedTrees('extraTreesClassifier', 'classification', { ...options, randomThresholds: true });
}

/**
 * Extremely randomised regression trees (Geurts, Ernst and Wehenkel 2006); see `extraTreesClassifier`. Options as of
 * scikit-learn's ExtraTreesRegressor.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; TARGET_INVALID for poisson with a target below 0
 */
export function extraTreesRegressor(given: ExtraTreesRegressorOptions = {}): Regressor {
  const options = parseOptions(regressorSchema, given, 'extraTreesRegressor');
  return averagedTrees('extraTreesRegressor', 'regression', { ...options, randomThresholds: true });
}
