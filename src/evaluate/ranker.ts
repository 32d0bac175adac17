import { MillraceError } from '../core/errors.ts';
import { checkEach, checkFinite, checkInteger, checkKeys, checkLength, checkRows, checkWeight } from './border.ts';
import type { BootstrapSummary } from './classifier.ts';
import {
  bootstrapIntervals,
  defaultResampleCount,
  INTERVAL_LEVEL,
  type Interval,
  type MetricValues,
} from './metrics/bootstrap.ts';
import { type GroupMetrics, groupMetrics, MOST_RELEVANCE, meanOfGroups, rowsByGroup } from './metrics/ranked-groups.ts';
import { runPaced, type Steps } from './metrics/steps.ts';

export interface RankerEvaluationOptions {
  /** The relevance of each row, 0 (none) to 31. */
  readonly target: Float64Array;
  /** Finite, one a row: the higher, the further ahead in its group. */
  readonly score: Float64Array;
  /** The group of each row, any number that stands for it. */
  readonly group: Float64Array;
  /** At least 0, one a row; a group weighs as its rows do on average. Default 1. */
  readonly weight?: Float64Array | undefined;
  /** Of the bootstrap's draws. An integer from 0. Default 0. */
  readonly seed?: number | undefined;
  /** Resamples of the bootstrap, which draws groups; 0 for no intervals. Default by the number of groups. */
  readonly resamples?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share of the bootstrap that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface RankerEvaluation {
  readonly rowCount: number;
  /** Groups with a relevant row: those that are measured. */
  readonly groupCount: number;
  /** Groups without any, which every order ranks alike. */
  readonly emptyGroupCount: number;
  /** Means over the groups: `ndcg`, `ndcg5` and `ndcg10` (of the first five and ten places), `map`. */
  readonly metrics: MetricValues;
  readonly intervals: Readonly<Record<string, Interval>>;
  /** The same metrics of an order by chance. */
  readonly baseline: MetricValues;
  readonly bootstrap: BootstrapSummary;
}

const OPTIONS = ['target', 'score', 'group', 'weight', 'seed', 'resamples', 'signal', 'onProgress'];

/**
 * How well scores order the rows of each group, with intervals, beside an order by chance.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID, ROWS_TOO_FEW without a group that has a relevant row,
 *   TARGET_INVALID for relevance that is negative or above 31, VALUE_MISSING, VALUE_INFINITE, WEIGHT_INVALID, ABORTED
 */
export async function evaluateRanker(options: RankerEvaluationOptions): Promise<RankerEvaluation> {
  return runPaced(evaluationSteps(options), options.signal);
}

function* evaluationSteps(options: RankerEvaluationOptions): Steps<RankerEvaluation> {
  yield* checkOptions(options);
  const { target, score, group, weight, seed = 0, onProgress } = options;
  const { begins, rows } = yield* rowsByGroup(group);
  const measured: GroupMetrics[] = [];
  const byChance: GroupMetrics[] = [];
  const weights: number[] = [];
  for (let at = 0; at + 1 < begins.length; at++) {
    const own = rows.subarray(begins[at], begins[at + 1]);
    const relevance = Float64Array.from(own, (row) => target[row]!);
    const metrics = groupMetrics(
      relevance,
      Float64Array.from(own, (row) => score[row]!),
    );
    if (metrics === undefined) continue;
    measured.push(metrics);
    byChance.push(groupMetrics(relevance, new Float64Array(own.length))!);
    weights.push(weight === undefined ? 1 : own.reduce((sum, row) => sum + weight[row]!, 0) / own.length);
    if (at % 64 === 0) yield;
  }
  if (measured.length === 0) {
    throw new MillraceError('ROWS_TOO_FEW', 'no group has a relevant row: there is no order to measure', {
      remedy: 'evaluate on groups that hold rows of relevance above 0',
    });
  }
  const groupWeights = Float64Array.from(weights);
  const resampleCount = options.resamples ?? defaultResampleCount(measured.length);
  return {
    rowCount: target.length,
    groupCount: measured.length,
    emptyGroupCount: begins.length - 1 - measured.length,
    metrics: yield* meanOfGroups(measured, groupWeights),
    baseline: yield* meanOfGroups(byChance, groupWeights),
    intervals: yield* bootstrapIntervals({
      rowCount: measured.length,
      resampleCount,
      seed,
      measure: (multiplicity) => meanOfGroups(measured, groupWeights, multiplicity),
      onProgress,
    }),
    bootstrap: { resamples: resampleCount, level: INTERVAL_LEVEL },
  };
}

function* checkOptions(options: RankerEvaluationOptions): Steps<void> {
  checkKeys(options, OPTIONS);
  const { target, score, group, weight, seed = 0, resamples = 0 } = options;
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('resamples', resamples, 0, 1_000_000);
  checkRows(target.length);
  checkLength('score', score.length, target.length);
  checkLength('group', group.length, target.length);
  yield* checkFinite('target', target);
  yield* checkEach(target, (value) => (value < 0 || value > MOST_RELEVANCE ? 'TARGET_INVALID' : undefined), {
    name: 'target',
    remedy: `grade relevance from 0 (none) to ${MOST_RELEVANCE}`,
  });
  yield* checkFinite('score', score);
  yield* checkFinite('group', group);
  yield* checkWeight(weight, target.length);
}
