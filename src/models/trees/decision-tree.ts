import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Classifier, Regressor } from '../learner.ts';
import { averagedTrees, maxFeatures, treeClassWeight, treeOptions } from './averaged-trees.ts';

const classifierSchema = z.strictObject({
  ...treeOptions,
  /** What splits lower: Gini's impurity, or entropy (log loss, in bits). Default gini. */
  criterion: z.enum(['gini', 'entropy', 'logLoss']).default('gini'),
  /** The best threshold of a feature, or a random one. Default best. */
  splitter: z.enum(['best', 'random']).default('best'),
  /** Features drawn at each node: a rule, a share (1: all) or how many (2 and more). Default 1. */
  maxFeatures: maxFeatures.default(1),
  /** Factors by class: balanced, or by name. Default 1 each. */
  classWeight: treeClassWeight.optional(),
});

const regressorSchema = z.strictObject({
  ...treeOptions,
  /** What splits lower: the squared error, or the deviance of counts. Default squaredError. */
  criterion: z.enum(['squaredError', 'poisson']).default('squaredError'),
  /** The best threshold of a feature, or a random one. Default best. */
  splitter: z.enum(['best', 'random']).default('best'),
  /** Features drawn at each node: a rule, a share (1: all) or how many (2 and more). Default 1. */
  maxFeatures: maxFeatures.default(1),
});

export type DecisionTreeClassifierOptions = z.input<typeof classifierSchema>;
export type DecisionTreeRegressorOptions = z.input<typeof regressorSchema>;

const ONE_TREE = { nEstimators: 1, bootstrap: false, oobScore: false } as const;

/**
 * One classification tree (Breiman, Friedman, Olshen and Stone 1984), whose leaves give class shares. Options,
 * defaults and meanings as of scikit-learn's DecisionTreeClassifier; binning, missing values and categories as in
 * `randomForestClassifier`. A column of at most `maxBins` different values is split exactly.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID
 */
export function decisionTreeClassifier(given: DecisionTreeClassifierOptions = {}): Classifier {
  const { splitter, ...options } = parseOptions(classifierSchema, given, 'decisionTreeClassifier');
  const randomThresholds = splitter === 'random';
  return averagedTrees('decisionTreeClassifier', 'classification', { ...options, ...ONE_TREE, randomThresholds });
}

/**
 * One regression tree (Breiman, Friedman, Olshen and Stone 1984), whose leaves give means. Options, defaults and
 * meanings as of scikit-learn's DecisionTreeRegressor; see `decisionTreeClassifier`.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; TARGET_INVALID for poisson with a target below 0
 */
export function decisionTreeRegressor(given: DecisionTreeRegressorOptions = {}): Regressor {
  const { splitter, ...options } = parseOptions(regressorSchema, given, 'decisionTreeRegressor');
  const randomThresholds = splitter === 'random';
  return averagedTrees('decisionTreeRegressor', 'regression', { ...options, ...ONE_TREE, randomThresholds });
}
