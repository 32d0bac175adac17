import { MillraceError } from '../core/errors.ts';
import { checkEach, checkInteger, checkKeys, checkLength, checkRows, checkWeight } from './border.ts';
import { type ClassifierCurves, classifierCurves } from './curves.ts';
import { priorBaseline } from './metrics/baseline.ts';
import {
  bootstrapIntervals,
  defaultResampleCount,
  INTERVAL_LEVEL,
  type Interval,
  type MetricValues,
} from './metrics/bootstrap.ts';
import { addToConfusion, classTotals } from './metrics/class-totals.ts';
import { precisionRecallF1 } from './metrics/classification.ts';
import { classifierMetrics } from './metrics/classifier-metrics.ts';
import { type ClassifierRows, classifierRows } from './metrics/classifier-rows.ts';
import { runPaced, STEP_ROWS, type Steps } from './metrics/steps.ts';

export interface ClassifierEvaluationOptions {
  /** Class index of each row. */
  readonly target: Int32Array;
  /** Float64Array[rowCount][classes.length], row-major; the probabilities of a row sum to 1. */
  readonly probabilities: Float64Array;
  /** Names of the classes, at least two. */
  readonly classes: readonly string[];
  /** Two classes: the index of the positive one. Default 1. */
  readonly positive?: number | undefined;
  /** At least 0, one a row. Default 1. Rows of weight 0 are as good as absent. */
  readonly weight?: Float64Array | undefined;
  /** Shares of the classes among the training rows, one a class, summing to 1: the baseline's answer to every row. */
  readonly prior: Float64Array;
  /** Of the bootstrap's draws. An integer from 0. Default 0. */
  readonly seed?: number | undefined;
  /** Resamples of the bootstrap; 0 for no intervals. Default by the row count, see `defaultResampleCount`. */
  readonly resamples?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share of the bootstrap that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** How the intervals were made. */
export interface BootstrapSummary {
  readonly resamples: number;
  /** 0.95: an interval covers so much of the resamples. */
  readonly level: number;
}

export interface ClassifierEvaluation {
  /** Rows evaluated: those whose weight is above 0. */
  readonly rowCount: number;
  readonly metrics: MetricValues;
  /** 95 % bootstrap intervals; a metric without a value has none. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** The same metrics of the answer that ignores the row. */
  readonly baseline: MetricValues;
  /** counts[actual][predicted], summed weights, both in the order of `classes`. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
  /** One class against the rest; `rows` is the summed weight of its rows. */
  readonly perClass: readonly { readonly class: string; readonly metrics: MetricValues }[];
  /** Two classes only. */
  readonly curves: ClassifierCurves | undefined;
  readonly bootstrap: BootstrapSummary;
}

const OPTIONS = [
  'target',
  'probabilities',
  'classes',
  'positive',
  'weight',
  'prior',
  'seed',
  'resamples',
  'signal',
  'onProgress',
];

/** Probabilities that were float32 once, or summed in another order, do not sum to 1 exactly. */
const SUM_TOLERANCE = 1e-4;

/**
 * Every metric of a classifier on rows it has not seen, with intervals, beside the baseline. A row's predicted class
 * is the one of the highest probability, of equal ones the lowest index.
 *
 * The event loop turns at least every 15 ms.
 *
 * @throws MillraceError OPTION_UNKNOWN or OPTION_INVALID for options that do not fit together, ROWS_TOO_FEW without a
 * row, TARGET_INVALID for a class index out of range, VALUE_INVALID for probabilities that are none, WEIGHT_INVALID for
 * negative, infinite, missing or all-zero weights, ABORTED when the signal is.
 */
export async function evaluateClassifier(options: ClassifierEvaluationOptions): Promise<ClassifierEvaluation> {
  return runPaced(evaluationSteps(options), options.signal);
}

function* evaluationSteps(options: ClassifierEvaluationOptions): Steps<ClassifierEvaluation> {
  yield* checkOptions(options);
  const { target, probabilities, classes, weight, prior, seed = 0, onProgress } = options;
  const positive = classes.length === 2 ? (options.positive ?? 1) : undefined;
  const rows = yield* classifierRows(target, probabilities, classes.length, positive, weight);
  const rowCount = rows.target.length;
  const once = new Uint8Array(rowCount).fill(1);
  const metrics = yield* classifierMetrics(rows, once);
  const resampleCount = options.resamples ?? defaultResampleCount(rowCount);
  const matrix = yield* confusionOf(rows);
  const totals = classTotals(matrix, classes.length);
  return {
    rowCount,
    metrics,
    baseline: priorBaseline(totals.target, prior, positive),
    confusion: {
      classes,
      counts: classes.map((_, at) => [...matrix.subarray(at * classes.length, (at + 1) * classes.length)]),
    },
    perClass: classes.map((name, index) => ({
      class: name,
      metrics: { ...precisionRecallF1(totals, index), rows: totals.target[index]! },
    })),
    curves: rows.ranked === undefined ? undefined : yield* classifierCurves(rows.ranked),
    intervals: yield* bootstrapIntervals({
      rowCount,
      resampleCount,
      seed,
      measure: (multiplicity) => classifierMetrics(rows, multiplicity),
      onProgress,
    }),
    bootstrap: { resamples: resampleCount, level: INTERVAL_LEVEL },
  };
}

function* confusionOf(rows: ClassifierRows): Steps<Float64Array> {
  const { classCount, target, predicted, weight } = rows;
  const matrix = new Float64Array(classCount * classCount);
  for (let begin = 0; begin < target.length; begin += STEP_ROWS) {
    addToConfusion(matrix, classCount, target, predicted, weight, begin, Math.min(target.length, begin + STEP_ROWS));
    yield;
  }
  return matrix;
}

function* checkOptions(options: ClassifierEvaluationOptions): Steps<void> {
  checkKeys(options, OPTIONS);
  const { target, probabilities, classes, positive, weight, prior, seed = 0, resamples = 0 } = options;
  const classCount = classes.length;
  if (classCount < 2) {
    throw new MillraceError('OPTION_INVALID', `\`classes\` names ${classCount} classes`, {
      value: classes,
      remedy: 'name at least two',
    });
  }
  if (positive !== undefined) {
    checkInteger('positive', positive, 0, classCount - 1);
    if (classCount > 2) {
      throw new MillraceError('OPTION_INVALID', `\`positive\` is set with ${classCount} classes`, {
        value: positive,
        remedy: 'leave it out: a positive class has a meaning among two classes only',
      });
    }
  }
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('resamples', resamples, 0, 1_000_000);
  checkRows(target.length);
  checkLength('probabilities', probabilities.length, target.length * classCount);
  checkLength('prior', prior.length, classCount);
  yield* checkProbabilities('prior', prior, classCount);
  yield* checkEach(target, (index) => (index >= 0 && index < classCount ? undefined : 'TARGET_INVALID'), {
    name: 'target',
    remedy: `give class indices from 0 to ${classCount - 1}`,
  });
  yield* checkProbabilities('probabilities', probabilities, classCount);
  yield* checkWeight(weight, target.length);
}

function* checkProbabilities(name: string, probabilities: Float64Array, classCount: number): Steps<void> {
  yield* checkEach(probabilities, (value) => (value >= 0 && value <= 1 ? undefined : 'VALUE_INVALID'), {
    name,
    remedy: 'give probabilities from 0 to 1',
  });
  let sum = 0;
  for (let at = 0; at < probabilities.length; ++at) {
    sum += probabilities[at]!;
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
    if (at % classCount < classCount - 1) continue;
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      const row = (at + 1) / classCount - 1;
      throw new MillraceError('VALUE_INVALID', `\`${name}\` of row ${row} sum to ${sum}`, {
        value: sum,
        remedy: 'give probabilities that sum to 1 in each row',
      });
    }
    sum = 0;
  }
}
