import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { type ForestTraining, trainForest } from '../../engine/forests.ts';
import { factorsByName } from '../class-weight.ts';
import type { Learner, TrainingTarget } from '../learner.ts';
import { forestPredictor } from './forest-predictor.ts';
import { gatherBins } from './gather-bins.ts';

const share = z.number().gt(0).lt(1);
const count = (least: number) => z.int().min(least);

/** Options of every averaged tree, a forest's or a single one. */
export const treeOptions = {
  /** Most splits between the root and a leaf. Default: no bound. */
  maxDepth: count(1).optional(),
  /** Rows that a node needs to be split; below 1, a share of the sampled rows. Default 2. */
  minSamplesSplit: z.union([count(2), share]).default(2),
  /** Rows on each side of a split; below 1, a share of the sampled rows. Default 1. */
  minSamplesLeaf: z.union([count(1), share]).default(1),
  /** Weight on each side of a split, as a share of the sample's. Default 0. */
  minWeightFractionLeaf: z.number().min(0).max(0.5).default(0),
  /** Most leaves: the splits that lower impurity most are made first. Default: no bound, and depth first. */
  maxLeafNodes: count(2).optional(),
  /** A split lowers impurity, times the node's share of the weight, by this much at least. Default 0. */
  minImpurityDecrease: z.number().min(0).default(0),
  /** Minimal cost-complexity pruning: branches go that lower impurity by less than this for each leaf. Default 0. */
  ccpAlpha: z.number().min(0).default(0),
  /** Most bins of a number, 2 … 65,535, missing values aside: splits lie between bins. Default 255. */
  maxBins: z.int().min(2).max(65_535).default(255),
  /** Columns taken as categories. Default `auto`: text columns and those of role categorical. */
  categorical: z.union([z.literal('auto'), z.array(z.string()).readonly()]).default('auto'),
  /** Seed of all draws. Default 0. */
  randomState: z.int().min(0).default(0),
};

/** Options of every forest. */
export const forestOptions = {
  ...treeOptions,
  /** Trees. Default 100. */
  nEstimators: count(1).max(1_000_000).default(100),
  /** With bootstrap: rows drawn for each tree; up to 1, a share of the rows. Default 1, as many as there are. */
  maxSamples: z.union([count(1), share]).optional(),
  /** Measure each row by the trees that did not draw it. Needs bootstrap. Default false. */
  oobScore: z.boolean().default(false),
};

/** Features drawn at each node: up to 1 a share of them, above 1 how many; at least one. */
export const maxFeatures = z.union([z.enum(['sqrt', 'log2']), count(2), share, z.literal(1)]);

/** Factors of the classes' weights, by the class's name; classes left out have 1. */
const weightByClass = z.record(z.string(), z.number().min(0));
export const treeClassWeight = z.union([z.literal('balanced'), weightByClass]);
export const forestClassWeight = z.union([z.enum(['balanced', 'balancedSubsample']), weightByClass]);

type ClassWeight = z.output<typeof forestClassWeight>;

/** What differs between the learners; all else as in `forestOptions`. */
export interface AveragedTreesOptions {
  readonly criterion: ForestTraining['criterion'];
  readonly nEstimators: number;
  readonly maxDepth?: number | undefined;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightFractionLeaf: number;
  readonly maxLeafNodes?: number | undefined;
  readonly minImpurityDecrease: number;
  readonly ccpAlpha: number;
  readonly maxBins: number;
  readonly categorical: 'auto' | readonly string[];
  readonly randomState: number;
  readonly maxFeatures: z.output<typeof maxFeatures>;
  readonly bootstrap: boolean;
  readonly maxSamples?: number | undefined;
  readonly oobScore: boolean;
  readonly randomThresholds: boolean;
  readonly classWeight?: ClassWeight | undefined;
}

/** @throws MillraceError OPTION_INVALID where one option needs another */
export function checkTogether(name: string, { bootstrap, maxSamples, oobScore }: AveragedTreesOptions): void {
  if (bootstrap) return;
  const needs = oobScore ? 'oobScore' : maxSamples !== undefined ? 'maxSamples' : undefined;
  if (needs === undefined) return;
  throw new MillraceError('OPTION_INVALID', `${name}: '${needs}' needs bootstrap, and every tree sees all rows`, {
    value: needs === 'oobScore' ? oobScore : maxSamples,
    remedy: `set bootstrap to true, or leave '${needs}' out`,
  });
}

/** A learner of trees that are grown apart from each other and averaged. */
export function averagedTrees<Task extends 'classification' | 'regression'>(
  name: string,
  task: Task,
  options: AveragedTreesOptions,
): Learner<Task> {
  checkTogether(name, options);
  const { maxBins, categorical } = options;
  return {
    kind: 'learner',
    task,
    name,
    options: { ...options },
    train: () => {
      throw new MillraceError('INTERNAL', `${name} trains on bins`);
    },
    async gather(stage, validation) {
      // As scikit-learn's trees, these see rare values too: leaves may hold a single row.
      const gathered = await gatherBins(stage, validation, { learner: name, maxBins, categorical, minSamplesBin: 1 });
      const { bins, inputs, columnCount, valueCount, sparse } = gathered;
      return {
        columnCount,
        valueCount,
        sparse,
        async train(data, run) {
          const { target, weight } = data;
          const parameters = trainingOf(name, options, data, columnCount);
          const grown = await trainForest({ bins, target, weight }, parameters, {
            ...run,
            onTree: (step) => run.onStep?.({ step, loss: Number.NaN }),
          });
          const predictor = forestPredictor({
            name,
            trees: grown.trees,
            inputs,
            history: [],
            converged: true,
            solver: options.randomThresholds ? 'random-thresholds' : 'exhaustive',
          });
          if (grown.oobScore === undefined) return predictor;
          return { ...predictor, outOfBag: { score: grown.oobScore, predictions: grown.oobPredictions! } };
        },
        release: () => gathered.release(),
      };
    },
  };
}

function trainingOf(
  name: string,
  options: AveragedTreesOptions,
  { classCount, classes }: TrainingTarget,
  featureCount: number,
): ForestTraining {
  const { criterion, minSamplesSplit, minSamplesLeaf, minWeightFractionLeaf, minImpurityDecrease } = options;
  const { bootstrap, oobScore, randomThresholds, ccpAlpha } = options;
  return {
    treeCount: options.nEstimators,
    classCount,
    criterion,
    maxDepth: options.maxDepth ?? 0,
    maxLeafNodes: options.maxLeafNodes ?? 0,
    minSamplesSplit,
    minSamplesLeaf,
    minWeightFractionLeaf,
    maxFeatures: featuresOf(options.maxFeatures, featureCount),
    minImpurityDecrease,
    randomThresholds,
    bootstrap,
    maxSamples: options.maxSamples ?? 1,
    ccpAlpha,
    oobScore,
    seed: options.randomState,
    classWeight: classWeights(name, options.classWeight, classes ?? []),
  };
}

function featuresOf(asked: AveragedTreesOptions['maxFeatures'], featureCount: number): number {
  if (typeof asked === 'number') return asked;
  const wanted = asked === 'sqrt' ? Math.sqrt(featureCount) : Math.log2(featureCount);
  // 1 says all of them, so a single one is asked for as a share.
  return Math.floor(wanted) > 1 ? Math.floor(wanted) : 1 / featureCount;
}

function classWeights(
  name: string,
  asked: ClassWeight | undefined,
  classes: readonly string[],
): ForestTraining['classWeight'] {
  if (asked === undefined || typeof asked === 'string') return asked;
  return factorsByName(name, asked, classes);
}
