import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { ForestModel } from '../learner.ts';
import type { CustomMetric, CustomObjective } from './custom-objective.ts';

const share = z.number().positive().max(1);

/** A model to go on from: of boosting, and of a pipeline with the same steps. */
export type InitModel =
  | { readonly forest?: ForestModel | undefined }
  | { readonly parts: { readonly predictor: { readonly forest?: ForestModel | undefined } } };

const rowSampling = z.discriminatedUnion('kind', [
  /** A share of the rows, drawn anew every `frequency` iterations. */
  z.strictObject({ kind: z.literal('uniform'), share, frequency: z.int().positive().default(1) }),
  /** All rows of large gradients and some of the others (Ke et al., LightGBM, NeurIPS 2017). */
  z.strictObject({
    kind: z.literal('goss'),
    topRate: z.number().min(0).max(1).default(0.2),
    otherRate: z.number().min(0).max(1).default(0.1),
  }),
  /** Rows in proportion to sqrt(g² + lambda h²) (Ibragimov and Gusev, minimal variance sampling, NeurIPS 2019). */
  z.strictObject({ kind: z.literal('mvs'), share, lambda: z.number().nonnegative().default(0.1) }),
]);

const stopping = z.strictObject({
  /** What is watched: a metric of `earlyStoppingMetrics`, or the name of the option `metric`. Default by the loss. */
  metric: z.string().optional(),
  /** Iterations without a new best value after which training ends. Default 10. */
  patience: z.int().positive().default(10),
  /** A new best value is better by more than this. Default 1e-7. */
  tolerance: z.number().nonnegative().default(1e-7),
  /** Share of the training rows (of the groups, when ranking) that is held back when `fit` has no `valid`. Default 0.1. */
  validationFraction: z.number().positive().lt(1).default(0.1),
});

const customObjective = z.custom<CustomObjective>(
  (value) => typeof value === 'object' && value !== null && typeof (value as CustomObjective).gradients === 'function',
  "an object with a function 'gradients'",
);
const customMetric = z.custom<CustomMetric>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    typeof (value as CustomMetric).name === 'string' &&
    typeof (value as CustomMetric).higherIsBetter === 'boolean' &&
    typeof (value as CustomMetric).evaluate === 'function',
  "an object with 'name', 'higherIsBetter' and a function 'evaluate'",
);
const initModel = z.custom<InitModel>(
  (value) => typeof value === 'object' && value !== null && forestOf(value as InitModel) !== undefined,
  'a model that boosting trained',
);

/** The options that all three estimators share. */
export const boostingOptions = z.strictObject({
  /** Factor of every tree. Default 0.1. */
  learningRate: z.number().positive().default(0.1),
  /** Most iterations: trees for each output. Default 100. */
  maxIter: z.int().positive().default(100),
  /** Most leaves of a tree, 2 … 65,536. Default 31. */
  maxLeafNodes: z.int().min(2).max(65_536).default(31),
  /** Most splits between the root and a leaf. Default none. */
  maxDepth: z.int().positive().optional(),
  /** Least rows of a leaf. Default 20. */
  minSamplesLeaf: z.int().positive().default(20),
  /** Least sum of hessians of a leaf. Default 1e-3. */
  minChildWeight: z.number().nonnegative().default(1e-3),
  /** Default 0. */
  l1Regularization: z.number().nonnegative().default(0),
  /** Default 0. */
  l2Regularization: z.number().nonnegative().default(0),
  /** Bound on what a leaf adds before `learningRate`; 0 for none. Default 0. */
  maxDeltaStep: z.number().nonnegative().default(0),
  /** Least gain of a split. Default 0. */
  minSplitGain: z.number().nonnegative().default(0),
  /** Most bins of a number, missing values aside, 2 … 65,535; more than 255 take two bytes a value. Default 255. */
  maxBins: z.int().min(2).max(65_535).default(255),
  /** Share of the rows that each iteration draws: short for `rowSampling: { kind: 'uniform', share }`. Default 1. */
  subsample: share.optional(),
  rowSampling: rowSampling.optional(),
  /** Share of the features that each tree may use. Default 1. */
  columnSampleByTree: share.default(1),
  /** Share of those that each split may use. Default 1. */
  columnSampleByNode: share.default(1),
  /** Columns that predictions must rise with (1) or fall with (−1). */
  monotone: z.record(z.string(), z.union([z.literal(1), z.literal(-1)])).default({}),
  /** Groups of columns that may meet on a path from root to leaf; columns in none are a group of their own. */
  interactions: z.array(z.array(z.string()).min(1)).default([]),
  /** Columns taken as categories. Default auto: text columns, those of role categorical, and codes of a step. */
  categorical: z.union([z.literal('auto'), z.array(z.string())]).default('auto'),
  /** Rows' worth of prior that orders rare categories towards the middle (LightGBM's cat_smooth). Default 10. */
  categorySmoothing: z.number().nonnegative().default(10),
  /** More L2 regularisation of splits by sets of categories, and of the values on their two sides (cat_l2). Default 10. */
  categoryL2: z.number().nonnegative().default(10),
  /** Most categories on the smaller side of a split (max_cat_threshold). Default 32. */
  maxSplitCategories: z.int().positive().default(32),
  /** Least rows of a group of categories that a split ends at (min_data_per_group). Default 100. */
  minSamplesCategory: z.int().positive().default(100),
  /** Up to so many categories, each is tried against the rest (max_cat_to_onehot). Default 4. */
  maxCategoriesOneHot: z.int().nonnegative().default(4),
  /** Width of the integers that gradients are rounded to in histograms, 2 … 16 bits. Default 12. */
  quantizedBits: z.int().min(2).max(16).default(12),
  /** Whether training ends when a metric of rows held back no longer improves. Default false. */
  earlyStopping: z.union([z.boolean(), stopping]).default(false),
  /** A loss of your own, in place of the built-in one. */
  objective: customObjective.optional(),
  /** A metric of your own: what is watched unless `earlyStopping` names another one. */
  metric: customMetric.optional(),
  /** Seed of all that is drawn. Default 0. */
  randomState: z.int().nonnegative().default(0),
  /** A model to go on from: `maxIter` more iterations are added to its trees. */
  initModel: initModel.optional(),
});

export type BoostingOptions = z.output<typeof boostingOptions>;
export type StoppingOptions = z.output<typeof stopping>;

export function forestOf(model: InitModel): ForestModel | undefined {
  if ('parts' in model) return model.parts?.predictor?.forest;
  return model.forest;
}

/** @throws MillraceError OPTION_INVALID for options that contradict each other */
export function checkBoostingOptions(options: BoostingOptions, where: string): void {
  const contradiction = (what: string, remedy: string) =>
    new MillraceError('OPTION_INVALID', `${where}: ${what}`, { remedy });
  const { subsample, rowSampling: sampling, categorical, monotone } = options;
  if (subsample !== undefined && sampling !== undefined) {
    throw contradiction(
      `'subsample' and 'rowSampling' (${sampling.kind}) are two ways to draw rows`,
      "give one of them: rowSampling: { kind: 'uniform', share } is what subsample is short for",
    );
  }
  if (sampling?.kind === 'goss' && sampling.topRate + sampling.otherRate > 1) {
    throw contradiction("'topRate' and 'otherRate' are more than all rows", 'let their sum be at most 1');
  }
  if (sampling?.kind === 'goss' && sampling.topRate + sampling.otherRate === 0) {
    throw contradiction("'topRate' and 'otherRate' are both 0: no row is left", 'raise one of them');
  }
  const both = categorical === 'auto' ? undefined : categorical.find((name) => Object.hasOwn(monotone, name));
  if (both !== undefined) {
    throw contradiction(`'${both}' is categorical, and categories have no order to be monotone in`, 'choose one');
  }
}
