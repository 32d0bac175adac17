import { RankingFold, rankScores } from '../../src/evaluate/metrics/ranking.ts';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import { BenchError } from './result.ts';

/** How far below the peer's a metric may be, when the test rows can tell such a difference. */
const TOLERANCE = 1e-3;
/** Standard errors of the difference on these test rows that it may be besides, where they can't. */
const STANDARD_ERRORS = 3;
const LEAST_PROBABILITY = 1e-15;

export type Judged = 'binary' | 'regression';

/** What predictions of the test rows are worth, computed here in the same way for everyone. */
export function qualityOf(task: Judged, actual: Float64Array, predicted: Float64Array): Record<string, number> {
  if (predicted.length !== actual.length) {
    throw new BenchError(`${predicted.length} predictions were made for ${actual.length} test rows`);
  }
  const bad = predicted.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new BenchError(`the prediction for test row ${bad} is ${predicted[bad]}`);
  const losses = lossesOf(task, actual, predicted);
  if (task === 'binary') {
    const right = actual.filter((value, row) => (predicted[row]! > 0.5 ? 1 : 0) === value).length;
    return { rocAuc: rocAuc(actual, predicted), logLoss: mean(losses), accuracy: right / actual.length };
  }
  return { rmse: Math.sqrt(mean(losses)), r2: 1 - mean(losses) / variance(actual) };
}

/**
 * Compares the predictions of several runs, each with a seed of its own: near ties between splits are decided by the
 * seed, and one of them may move a metric by more than the libraries differ.
 *
 * @param ours of the test rows, one a run
 * @param peer of the same runs
 * @throws BenchError when ours is worse than the peer on average by more than 0.001 (of AUC, log loss or R²), or by
 *   what three standard errors of the difference are if the test rows are too few to tell 0.001
 */
export function expectNoWorse(
  name: string,
  task: Judged,
  actual: Float64Array,
  ours: readonly Float64Array[],
  peer: readonly Float64Array[],
  tolerance = TOLERANCE,
): void {
  const byRun = ours.map((own, run) => differences(task, actual, own, peer[run]!));
  for (const [at, { metric }] of byRun[0]!.entries()) {
    const worse = mean(byRun.map((run) => run[at]!.worse));
    // That of one run: all are judged by the same rows.
    const standardError = mean(byRun.map((run) => run[at]!.standardError));
    const allowed = Math.max(tolerance, STANDARD_ERRORS * standardError);
    if (worse <= allowed) continue;
    throw new BenchError(
      `ours has a ${metric} worse than ${name}'s by ${worse.toPrecision(3)} on average over ${ours.length} runs, and ` +
        `${allowed.toPrecision(3)} is allowed: ${JSON.stringify(meanQuality(task, actual, ours))} against ` +
        `${JSON.stringify(meanQuality(task, actual, peer))}`,
    );
  }
}

/** The metrics of several runs, on average. */
export function meanQuality(task: Judged, actual: Float64Array, runs: readonly Float64Array[]): Record<string, number> {
  const qualities = runs.map((predicted) => qualityOf(task, actual, predicted));
  return Object.fromEntries(Object.keys(qualities[0]!).map((name) => [name, mean(qualities.map((one) => one[name]!))]));
}

/** How much worse `ours` is than `peer` on the same rows; below 0 it is better. */
export function differences(
  task: Judged,
  actual: Float64Array,
  ours: Float64Array,
  peer: Float64Array,
): { metric: string; worse: number; standardError: number }[] {
  const [own, theirs] = [lossesOf(task, actual, ours), lossesOf(task, actual, peer)];
  const scale = task === 'binary' ? 1 : variance(actual);
  const difference = own.map((loss, row) => (loss - theirs[row]!) / scale);
  const loss = {
    metric: task === 'binary' ? 'log loss' : 'R²',
    worse: mean(difference),
    standardError: Math.sqrt(variance(difference) / difference.length),
  };
  return task === 'binary' ? [aucDifference(actual, ours, peer), loss] : [loss];
}

function lossesOf(task: Judged, actual: Float64Array, predicted: Float64Array): Float64Array {
  if (task === 'regression') return actual.map((value, row) => (value - predicted[row]!) ** 2);
  return actual.map((value, row) => {
    const share = value === 1 ? predicted[row]! : 1 - predicted[row]!;
    return -Math.log(Math.max(LEAST_PROBABILITY, share));
  });
}

function rocAuc(actual: Float64Array, scores: Float64Array): number {
  const ranking = new RankingFold(runSteps(rankScores(actual, scores)));
  ranking.fold(new Uint8Array(actual.length).fill(1), 0, actual.length);
  return ranking.rocAuc ?? Number.NaN;
}

/**
 * The difference of two areas under the ROC curve on the same rows, and its standard error: DeLong, DeLong and
 * Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating characteristic curves", 1988.
 */
function aucDifference(actual: Float64Array, ours: Float64Array, peer: Float64Array) {
  const [own, theirs] = [placements(actual, ours), placements(actual, peer)];
  const positives: number[] = [];
  const negatives: number[] = [];
  for (const [row, value] of actual.entries()) (value === 1 ? positives : negatives).push(theirs[row]! - own[row]!);
  const standardError = Math.sqrt(variance(positives) / positives.length + variance(negatives) / negatives.length);
  return { metric: 'AUC', worse: rocAuc(actual, peer) - rocAuc(actual, ours), standardError };
}

/** For each row the share of the other class's rows that it is on the right side of, ties counting half. */
function placements(actual: Float64Array, scores: Float64Array): Float64Array {
  const order = Float64Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const positives = actual.reduce((sum, value) => sum + value, 0);
  const totals = [actual.length - positives, positives];
  const below = [0, 0];
  const places = new Float64Array(scores.length);
  for (let begin = 0; begin < order.length; ) {
    let end = begin;
    const tied = [0, 0];
    while (end < order.length && scores[order[end]!] === scores[order[begin]!]) tied[actual[order[end++]!]!]! += 1;
    for (let at = begin; at < end; at++) {
      const row = order[at]!;
      const other = 1 - actual[row]!;
      const share = (below[other]! + tied[other]! / 2) / totals[other]!;
      places[row] = actual[row] === 1 ? share : 1 - share;
    }
    below[0]! += tied[0]!;
    below[1]! += tied[1]!;
    begin = end;
  }
  return places;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum / values.length;
}
