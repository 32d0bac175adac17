import type { MetricValues } from './bootstrap.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/** What the order of one group is worth, each from 0 to 1. */
export interface GroupMetrics {
  readonly ndcg: number;
  readonly ndcg5: number;
  readonly ndcg10: number;
  readonly map: number;
}

const GROUP_METRICS = ['ndcg', 'ndcg5', 'ndcg10', 'map'] as const;

/** Gains above this are beyond what a number adds up exactly. */
export const MOST_RELEVANCE = 31;

/**
 * Normalised discounted cumulative gain and average precision of one group (Järvelin and Kekäläinen, "Cumulated
 * gain-based evaluation of IR techniques", TOIS 2002). A row of relevance r gains 2^r − 1, discounted by log2(1 + its
 * place from 1); `ndcg5` counts the first five places. Rows of equal score share their places, each as often as by
 * chance. Average precision takes relevance above 0 for relevant.
 *
 * @returns undefined when no row is relevant: every order is then as good
 */
export function groupMetrics(relevance: Float64Array, score: Float64Array): GroupMetrics | undefined {
  const count = relevance.length;
  const gains = relevance.map((value) => 2 ** value - 1);
  if (!gains.some((gain) => gain > 0)) return undefined;
  const order = Uint32Array.from(relevance.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  // The gain expected at each place: the mean over the rows of that place's score.
  const expected = new Float64Array(count);
  let [hitsBefore, precisions] = [0, 0];
  for (let begin = 0, end = 0; begin < count; begin = end) {
    let [gain, hits] = [0, 0];
    for (; end < count && score[order[end]!] === score[order[begin]!]; end++) {
      gain += gains[order[end]!]!;
      hits += relevance[order[end]!]! > 0 ? 1 : 0;
    }
    const tied = end - begin;
    expected.fill(gain / tied, begin, end);
    for (let above = 0; above < tied && hits > 0; above++) {
      // Given a relevant row here: itself, those of better scores, and of its own the share that chance puts above.
      const hitsHere = hitsBefore + 1 + (tied > 1 ? ((hits - 1) * above) / (tied - 1) : 0);
      precisions += ((hits / tied) * hitsHere) / (begin + above + 1);
    }
    hitsBefore += hits;
  }
  const ideal = Float64Array.from(gains).sort().reverse();
  const ndcg = (places: number) => discounted(expected, places) / discounted(ideal, places);
  return { ndcg: ndcg(count), ndcg5: ndcg(5), ndcg10: ndcg(10), map: precisions / hitsBefore };
}

function discounted(gains: Float64Array, places: number): number {
  let sum = 0;
  for (let place = 0; place < Math.min(places, gains.length); place++) sum += gains[place]! / Math.log2(place + 2);
  return sum;
}

/** The groups of rows, in the order they first come: begins of each and the rows of all. */
export function* rowsByGroup(group: Float64Array): Steps<{ begins: Uint32Array; rows: Uint32Array }> {
  const codes = new Map<number, number>();
  const codeOfRow = new Uint32Array(group.length);
  for (let row = 0; row < group.length; row++) {
    const code = codes.get(group[row]!) ?? codes.size;
    codes.set(group[row]!, code);
    codeOfRow[row] = code;
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  const begins = new Uint32Array(codes.size + 1);
  for (const code of codeOfRow) begins[code + 1]! += 1;
  for (let code = 0; code < codes.size; code++) begins[code + 1]! += begins[code]!;
  const next = begins.slice();
  const rows = new Uint32Array(group.length);
  for (let row = 0; row < group.length; row++) rows[next[codeOfRow[row]!]!++] = row;
  return { begins, rows };
}

/** The weighted mean of groups, each taken as often as `multiplicity` says. Null without weight. */
export function* meanOfGroups(
  groups: readonly GroupMetrics[],
  weight: Float64Array,
  multiplicity?: Uint8Array,
): Steps<MetricValues> {
  const sums = { ndcg: 0, ndcg5: 0, ndcg10: 0, map: 0 };
  let total = 0;
  for (let at = 0; at < groups.length; at++) {
    const share = weight[at]! * (multiplicity?.[at] ?? 1);
    total += share;
    for (const name of GROUP_METRICS) sums[name] += share * groups[at]![name];
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return Object.fromEntries(GROUP_METRICS.map((name) => [name, total > 0 ? sums[name] / total : null]));
}
