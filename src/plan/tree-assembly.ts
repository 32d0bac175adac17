import { histGradientBoostingClassifier } from '../models/trees/hist-gradient-boosting-classifier.ts';
import { histGradientBoostingRanker } from '../models/trees/hist-gradient-boosting-ranker.ts';
import { histGradientBoostingRegressor } from '../models/trees/hist-gradient-boosting-regressor.ts';
import { randomForestClassifier, randomForestRegressor } from '../models/trees/random-forest.ts';
import type { FittedModel } from '../pipeline/fitted-model.ts';
import { type Pipeline, pipeline } from '../pipeline/pipeline.ts';
import type { Assembly, FeatureGroups } from './assembly.ts';
import { boostingSettings, ROUNDS_WITHOUT_STOPPING } from './boosting-options.ts';
import type { LearnerChoice } from './learner-choice.ts';
import type { PlanReason } from './plan-reason.ts';
import type { Problem, Task } from './problem.ts';

export interface TreeRequest {
  readonly problem: Problem;
  /** Training rows. */
  readonly rows: number;
  /** Features. */
  readonly columns: number;
  /** Rounds of boosting or trees of a forest, if asked for. */
  readonly maxIter: number | undefined;
  readonly seed: number;
  readonly learner: LearnerChoice;
}

/**
 * Trees on columns as they are: missing values, scales and categories are theirs to deal with.
 *
 * @param groups the features; hours and weekdays are in `calendar` and among the categories, and are taken as numbers
 */
export function assembleTrees(
  { numbers, categories, calendar }: FeatureGroups & { readonly calendar: readonly string[] },
  request: TreeRequest,
): Assembly {
  const ordered = categories.filter((name) => calendar.includes(name));
  const categorical = categories.filter((name) => !calendar.includes(name));
  const reasons: PlanReason[] = [];
  if (numbers.length + ordered.length > 0) {
    reasons.push({
      step: 'Numbers as they are',
      columns: [...numbers, ...ordered],
      reason: 'trees ask only which value is larger, and learn where missing ones belong',
    });
  }
  if (categorical.length > 0) {
    reasons.push({
      step: 'Categories as they are',
      columns: categorical,
      reason:
        'a split parts them into two groups, however many there are; one never seen in training counts as missing',
    });
  }
  return request.learner.family === 'forest'
    ? assembleForest(categorical, request, reasons)
    : assembleBoosting(categorical, request, reasons);
}

function assembleBoosting(categorical: readonly string[], request: TreeRequest, reasons: PlanReason[]): Assembly {
  const { problem, rows, columns, maxIter, seed, learner } = request;
  const { task, balance } = problem;
  const { options, stopping } = boostingSettings({ task, rows, columns, classCount: balance?.length ?? 0, maxIter });
  const given = { ...options, categorical: [...categorical], randomState: seed };
  const withRounds = (rounds: number) => boostingPipeline(task, { ...given, maxIter: rounds });
  const most = stopping === undefined ? `${options.maxIter} rounds` : `up to ${options.maxIter} rounds`;
  return {
    pipeline: withRounds(options.maxIter),
    rounds: options.maxIter,
    steps: [{ name: BOOSTING[task].name, options: { ...options, categorical } }],
    reasons: [
      ...reasons,
      {
        step: `Learner: gradient-boosted trees, ${most} of ${options.maxLeafNodes} leaves`,
        columns: [],
        reason: learner.reason,
      },
    ],
    stopping: stopping && { ...stopping, withRounds },
    withoutStopping: withRounds(Math.min(options.maxIter, ROUNDS_WITHOUT_STOPPING)),
  };
}

const BOOSTING = {
  binary: histGradientBoostingClassifier,
  multiclass: histGradientBoostingClassifier,
  regression: histGradientBoostingRegressor,
  ranking: histGradientBoostingRanker,
} as const;

type BoostingOptions = NonNullable<Parameters<typeof histGradientBoostingClassifier>[0]> &
  NonNullable<Parameters<typeof histGradientBoostingRegressor>[0]> &
  NonNullable<Parameters<typeof histGradientBoostingRanker>[0]>;

function boostingPipeline(task: Task, options: BoostingOptions): Pipeline<FittedModel> {
  if (task === 'regression') return pipeline(histGradientBoostingRegressor(options));
  if (task === 'ranking') return pipeline(histGradientBoostingRanker(options));
  return pipeline(histGradientBoostingClassifier(options));
}

function assembleForest(categorical: readonly string[], request: TreeRequest, reasons: PlanReason[]): Assembly {
  const { problem, maxIter, seed, learner } = request;
  const options = { nEstimators: maxIter ?? 100, categorical: [...categorical], randomState: seed };
  const isRegression = problem.task === 'regression';
  return {
    pipeline: isRegression ? pipeline(randomForestRegressor(options)) : pipeline(randomForestClassifier(options)),
    steps: [{ name: isRegression ? 'randomForestRegressor' : 'randomForestClassifier', options }],
    reasons: [
      ...reasons,
      { step: `Learner: a random forest of ${options.nEstimators} trees`, columns: [], reason: learner.reason },
    ],
  };
}
