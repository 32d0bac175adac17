import { MillraceError } from '../../core/errors.ts';
import type { BoosterParameters } from '../../engine/booster.ts';
import type { LearningTask, TrainingTarget, TrainOptions } from '../learner.ts';
import { interactionGroups, monotoneConstraints } from './constraints.ts';
import type { CustomMetric } from './custom-objective.ts';
import type { BoostingOptions, StoppingOptions } from './hist-gradient-boosting-options.ts';
import type { TreeInput } from './tree-input.ts';

/** A loss by its name in the engine, with its parameters. */
export interface Loss {
  readonly loss: string;
  readonly quantile?: number;
  readonly huberQuantile?: number;
  readonly huberDelta?: number;
  readonly tweediePower?: number;
  readonly rankTruncation?: number;
  readonly rankNormalise?: boolean;
}

/** What one of the estimators trains. */
export interface Boosting {
  readonly name: string;
  readonly task: LearningTask;
  readonly options: BoostingOptions;
  readonly loss: Loss;
  /** The metric that is watched when none is named. */
  readonly metric: string;
  readonly classWeight?: 'balanced' | Readonly<Record<string, number>> | undefined;
}

/** When training ends by the rows that it does not learn from. */
export interface Stopping {
  /** A metric of the engine's; undefined for none. */
  readonly metric: string | undefined;
  readonly custom: CustomMetric | undefined;
  /** 0: never. */
  readonly patience: number;
  readonly minDelta: number;
  /** Share of the training rows to hold back; 0 when there are validation rows. */
  readonly validationFraction: number;
}

/** What the options say and, over them, what the fit says. */
export function stoppingOf(boosting: Boosting, target: TrainingTarget, run: TrainOptions): Stopping {
  const { earlyStopping, metric: own } = boosting.options;
  const defaults = { patience: 10, tolerance: 1e-7, validationFraction: 0.1 };
  const options: Partial<StoppingOptions> | undefined =
    earlyStopping === true ? defaults : earlyStopping === false ? undefined : earlyStopping;
  const hasRows = (target.validationRows ?? 0) > 0;
  const named = run.earlyStopping?.metric ?? options?.metric;
  const custom = own !== undefined && (named === undefined || named === own.name) ? own : undefined;
  const measures = hasRows || options !== undefined;
  return {
    metric: measures && custom === undefined ? (named ?? boosting.metric) : undefined,
    custom: measures ? custom : undefined,
    patience: run.earlyStopping?.patience ?? options?.patience ?? 0,
    minDelta: run.earlyStopping?.minDelta ?? options?.tolerance ?? 0,
    validationFraction: hasRows ? 0 : (options?.validationFraction ?? 0),
  };
}

/** All that the engine is told. @throws MillraceError COLUMN_MISSING, OPTION_INVALID */
export function parametersOf(
  boosting: Boosting,
  inputs: readonly TreeInput[],
  target: TrainingTarget,
  stopping: Stopping,
): BoosterParameters {
  const { name, options } = boosting;
  const { classCount } = target;
  const monotone = monotoneConstraints(options.monotone, inputs, name);
  if (monotone.length > 0 && classCount > 2) {
    throw new MillraceError('OPTION_INVALID', `${name}: 'monotone' has no meaning for ${classCount} classes`, {
      remedy: 'leave it out, or learn two classes',
    });
  }
  return {
    quantile: 0.5,
    huberQuantile: 0.9,
    huberDelta: 0,
    tweediePower: 1.5,
    rankTruncation: 30,
    rankNormalise: true,
    ...boosting.loss,
    classCount,
    ...customParameters(boosting, classCount),
    ...treeParameters(options),
    ...samplingParameters(options),
    monotone,
    interactions: interactionGroups(options.interactions, inputs, name),
    balanced: boosting.classWeight === 'balanced',
    classWeight: classWeights(boosting, target),
    validationRows: target.validationRows ?? 0,
    validationFraction: stopping.validationFraction,
    metric: stopping.metric ?? '',
    customHigherIsBetter: stopping.custom?.higherIsBetter ?? false,
    patience: stopping.patience,
    minDelta: stopping.minDelta,
  };
}

function treeParameters(options: BoostingOptions) {
  return {
    learningRate: options.learningRate,
    maxLeafNodes: options.maxLeafNodes,
    maxDepth: options.maxDepth ?? 0,
    minSamplesLeaf: options.minSamplesLeaf,
    minChildWeight: options.minChildWeight,
    minSplitGain: options.minSplitGain,
    l1Regularization: options.l1Regularization,
    l2Regularization: options.l2Regularization,
    maxDeltaStep: options.maxDeltaStep,
    columnSampleByTree: options.columnSampleByTree,
    columnSampleByNode: options.columnSampleByNode,
    categorySmoothing: options.categorySmoothing,
    categoryL2: options.categoryL2,
    maxSplitCategories: options.maxSplitCategories,
    minSamplesCategory: options.minSamplesCategory,
    maxCategoriesOneHot: options.maxCategoriesOneHot,
    quantizedBits: options.quantizedBits,
    randomState: options.randomState,
  };
}

function samplingParameters({ subsample, rowSampling, learningRate }: BoostingOptions) {
  const chosen =
    rowSampling ?? (subsample === undefined ? undefined : { kind: 'uniform' as const, share: subsample, frequency: 1 });
  return {
    rowSampling: chosen?.kind ?? ('all' as const),
    rowShare: chosen !== undefined && 'share' in chosen ? chosen.share : 1,
    rowFrequency: chosen?.kind === 'uniform' ? chosen.frequency : 1,
    topRate: chosen?.kind === 'goss' ? chosen.topRate : 0,
    otherRate: chosen?.kind === 'goss' ? chosen.otherRate : 0,
    mvsLambda: chosen?.kind === 'mvs' ? chosen.lambda : 0,
    // As LightGBM: gradients say little of which rows matter before some trees have been added.
    rowWarmUp: chosen?.kind === 'goss' ? Math.floor(1 / learningRate) : 0,
  };
}

function customParameters({ name, task, options }: Boosting, classCount: number) {
  const { objective } = options;
  const outputs = classCount > 2 ? classCount : 1;
  const link =
    task === 'classification' ? (classCount > 2 ? ('softmax' as const) : ('sigmoid' as const)) : objective?.link;
  const initial = objective?.initialScore;
  const scores = initial === undefined ? [] : typeof initial === 'number' ? Array(outputs).fill(initial) : initial;
  if (scores.length !== 0 && scores.length !== outputs) {
    throw new MillraceError(
      'OPTION_INVALID',
      `${name}: the objective's 'initialScore' has ${scores.length} values for ${outputs} scores a row`,
      { remedy: 'give one number, or one for each class' },
    );
  }
  return {
    ...(objective === undefined ? {} : { loss: 'custom' }),
    customOutputs: outputs,
    customLink: link ?? ('identity' as const),
    customInitial: Float64Array.from(scores as readonly number[]),
  };
}

function classWeights({ name, classWeight }: Boosting, { classes, classCount }: TrainingTarget): Float64Array {
  if (classWeight === undefined || classWeight === 'balanced') return new Float64Array();
  const known = classes ?? Array.from({ length: classCount }, (_, i) => String(i));
  const unknown = Object.keys(classWeight).find((one) => !known.includes(one));
  if (unknown !== undefined) {
    throw new MillraceError('OPTION_INVALID', `${name}: 'classWeight' names '${unknown}', which is no class`, {
      value: unknown,
      remedy: `use one of: ${known.slice(0, 20).join(', ')}`,
    });
  }
  return Float64Array.from(known, (one) => classWeight[one] ?? 1);
}
