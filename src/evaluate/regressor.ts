import { checkFinite, checkInteger, checkKeys, checkLength, checkRows, checkWeight } from './border.ts';
import type { BootstrapSummary } from './classifier.ts';
import { meanBaseline } from './metrics/baseline.ts';
import {
  bootstrapIntervals,
  defaultResampleCount,
  INTERVAL_LEVEL,
  type Interval,
  type MetricValues,
} from './metrics/bootstrap.ts';
import { weightedRows } from './metrics/classifier-rows.ts';
import { rankErrors, regressionMetrics } from './metrics/regression.ts';
import { runPaced, STEP_ROWS, type Steps } from './metrics/steps.ts';
import { type Residuals, residualsOf } from './residuals.ts';

export interface RegressorEvaluationOptions {
  /** Finite, one a row. */
  readonly target: Float64Array;
  /** Finite, one a row. */
  readonly prediction: Float64Array;
  /** At least 0, one a row. Default 1. Rows of weight 0 are as good as absent. */
  readonly weight?: Float64Array | undefined;
  /** The target's mean over the training rows: the baseline's answer to every row. */
  readonly mean: number;
  /** Of the draws of the bootstrap and of the sample of residuals. An integer from 0. Default 0. */
  readonly seed?: number | undefined;
  /** Resamples of the bootstrap; 0 for no intervals. Default by the row count, see `defaultResampleCount`. */
  readonly resamples?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share of the bootstrap that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface RegressorEvaluation {
  /** Rows evaluated: those whose weight is above 0. */
  readonly rowCount: number;
  readonly metrics: MetricValues;
  /** 95 % bootstrap intervals; a metric without a value has none. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** The same metrics of the answer that ignores the row. */
  readonly baseline: MetricValues;
  readonly residuals: Residuals;
  readonly bootstrap: BootstrapSummary;
}

const OPTIONS = ['target', 'prediction', 'weight', 'mean', 'seed', 'resamples', 'signal', 'onProgress'];

/**
 * Every metric of a regressor on rows it has not seen, with intervals, beside the baseline.
 *
 * The event loop turns at least every 15 ms.
 *
 * @throws MillraceError OPTION_UNKNOWN or OPTION_INVALID for options that do not fit together, ROWS_TOO_FEW without a
 * row, VALUE_MISSING or VALUE_INFINITE for numbers that are not finite, WEIGHT_INVALID for negative, infinite, missing or
 * all-zero weights, ABORTED when the signal is.
 */
export async function evaluateRegressor(options: RegressorEvaluationOptions): Promise<RegressorEvaluation> {
  return runPaced(evaluationSteps(options), options.signal);
}

function* evaluationSteps(options: RegressorEvaluationOptions): Steps<RegressorEvaluation> {
  yield* checkOptions(options);
  const { mean, seed = 0, onProgress } = options;
  const rows = yield* weightedRows(options.target.length, options.weight);
  const rowCount = rows.length;
  const target = yield* take(options.target, rows);
  const prediction = yield* take(options.prediction, rows);
  const weight = options.weight && (yield* take(options.weight, rows));
  const ranked = yield* rankErrors(target, prediction, weight);
  const resampleCount = options.resamples ?? defaultResampleCount(rowCount);
  return {
    rowCount,
    metrics: { ...(yield* regressionMetrics(ranked, new Uint8Array(rowCount).fill(1))) },
    baseline: { ...(yield* meanBaseline(target, mean, weight)) },
    residuals: yield* residualsOf(target, prediction, seed),
    intervals: yield* bootstrapIntervals({
      rowCount,
      resampleCount,
      seed,
      *measure(multiplicity) {
        return { ...(yield* regressionMetrics(ranked, multiplicity)) };
      },
      onProgress,
    }),
    bootstrap: { resamples: resampleCount, level: INTERVAL_LEVEL },
  };
}

function* take(values: Float64Array, rows: Uint32Array): Steps<Float64Array> {
  const taken = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; ++at) {
    taken[at] = values[rows[at]!]!;
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return taken;
}

function* checkOptions(options: RegressorEvaluationOptions): Steps<void> {
  checkKeys(options, OPTIONS);
  const { target, prediction, weight, mean, seed = 0, resamples = 0 } = options;
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('resamples', resamples, 0, 1_000_000);
  checkRows(target.length);
  checkLength('prediction', prediction.length, target.length);
  yield* checkFinite('target', target);
  yield* checkFinite('prediction', prediction);
  yield* checkFinite('mean', Float64Array.of(mean));
  yield* checkWeight(weight, target.length);
}
