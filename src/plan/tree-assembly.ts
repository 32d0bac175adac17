import type { RowStep } from '../clean/row-step.ts';
import { keep } from '../features/keep.ts';
import { tfidfVectorizer } from '../features/text/tfidf-vectorizer.ts';
import type { Transformer } from '../features/transformer.ts';
import { histGradientBoostingClassifier } from '../models/trees/hist-gradient-boosting-classifier.ts';
import { histGradientBoostingRanker } from '../models/trees/hist-gradient-boosting-ranker.ts';
import { histGradientBoostingRegressor } from '../models/trees/hist-gradient-boosting-regressor.ts';
import { randomForestClassifier, randomForestRegressor } from '../models/trees/random-forest.ts';
import { type Branch, columns } from '../pipeline/columns.ts';
import type { FittedModel } from '../pipeline/fitted-model.ts';
import { type Pipeline, pipeline } from '../pipeline/pipeline.ts';
import type { Assembly, FeatureGroups } from './assembly.ts';
import { boostingSettings, ROUNDS_WITHOUT_STOPPING } from './boosting-options.ts';
import type { LearnerChoice } from './learner-choice.ts';
import type { PlanReason } from './plan-reason.ts';
import type { Problem } from './problem.ts';

export interface TreeRequest {
  readonly problem: Problem;
  /** Training rows. */
  readonly rows: number;
  /** Rounds of boosting or trees of a forest, if asked for. */
  readonly maxIter: number | undefined;
  readonly seed: number;
  readonly learner: LearnerChoice;
  /** Repairs in front of everything. */
  readonly rowSteps: readonly RowStep[];
}

/**
 * Trees on columns as they are: missing values, scales and categories are theirs to deal with.
 *
 * @param groups the features; hours and weekdays are in `calendar` and among the categories, and are taken as numbers
 */
export function assembleTrees(
  { numbers, categories, texts, calendar }: FeatureGroups & { readonly calendar: readonly string[] },
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
  if (request.learner.family === 'forest') return assembleForest(categorical, request, reasons);
  for (const column of texts) {
    reasons.push({
      step: 'Text: weighted words (tf-idf)',
      columns: [column],
      reason: 'each word of two texts or more is a column beside the others, and splits ask for it',
    });
  }
  return assembleBoosting({ categorical, texts, others: [...numbers, ...categories] }, request, reasons);
}

interface BoostedColumns {
  readonly categorical: readonly string[];
  readonly texts: readonly string[];
  readonly others: readonly string[];
}

const TEXT_OPTIONS = { sublinearTf: true, minDf: 2 } as const;

/** Words beside the columns as they are; nothing where there are no texts. */
function textSteps({ texts, others }: BoostedColumns): Transformer[] {
  if (texts.length === 0) return [];
  const branches = texts.map((column): Branch => [[column], tfidfVectorizer(column, TEXT_OPTIONS)]);
  return [columns(...branches, ...(others.length > 0 ? [keep(others)] : []))];
}

function assembleBoosting(features: BoostedColumns, request: TreeRequest, reasons: PlanReason[]): Assembly {
  const { problem, rows, maxIter, seed, learner } = request;
  const { task, balance } = problem;
  const { categorical, texts, others } = features;
  // Words are columns too, and many.
  const columnCount = texts.length > 0 ? Number.POSITIVE_INFINITY : others.length;
  const { options, stopping } = boostingSettings({
    task,
    rows,
    columnCount,
    classCount: balance?.length ?? 0,
    maxIter,
  });
  const given = { ...options, categorical: [...categorical], randomState: seed };
  const withRounds = (rounds: number) => boostingPipeline(request, features, { ...given, maxIter: rounds });
  const most = stopping === undefined ? `${options.maxIter} rounds` : `up to ${options.maxIter} rounds`;
  return {
    pipeline: withRounds(options.maxIter),
    rounds: options.maxIter,
    steps: [
      ...texts.map((column) => ({ name: 'tfidfVectorizer', options: { columns: [column], ...TEXT_OPTIONS } })),
      { name: BOOSTING[task], options: { ...options, categorical } },
    ],
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
  binary: 'histGradientBoostingClassifier',
  multiclass: 'histGradientBoostingClassifier',
  regression: 'histGradientBoostingRegressor',
  ranking: 'histGradientBoostingRanker',
} as const;

type BoostingOptions = NonNullable<Parameters<typeof histGradientBoostingClassifier>[0]> &
  NonNullable<Parameters<typeof histGradientBoostingRegressor>[0]> &
  NonNullable<Parameters<typeof histGradientBoostingRanker>[0]>;

function boostingPipeline(
  { problem: { task }, rowSteps }: TreeRequest,
  features: BoostedColumns,
  options: BoostingOptions,
): Pipeline<FittedModel> {
  const steps = [...rowSteps, ...textSteps(features)];
  if (task === 'regression') return pipeline(...steps, histGradientBoostingRegressor(options));
  if (task === 'ranking') return pipeline(...steps, histGradientBoostingRanker(options));
  return pipeline(...steps, histGradientBoostingClassifier(options));
}

function assembleForest(categorical: readonly string[], request: TreeRequest, reasons: PlanReason[]): Assembly {
  const { problem, maxIter, seed, learner, rowSteps } = request;
  const options = { nEstimators: maxIter ?? 100, categorical: [...categorical], randomState: seed };
  const isRegression = problem.task === 'regression';
  return {
    pipeline: isRegression
      ? pipeline(...rowSteps, randomForestRegressor(options))
      : pipeline(...rowSteps, randomForestClassifier(options)),
    steps: [{ name: isRegression ? 'randomForestRegressor' : 'randomForestClassifier', options }],
    reasons: [
      ...reasons,
      { step: `Learner: a random forest of ${options.nEstimators} trees`, columns: [], reason: learner.reason },
    ],
  };
}
