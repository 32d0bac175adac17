import type { Answer, Contender } from './contender.ts';

/** At least this many rounds, and more while they are cheap: a short run needs more of them for a steady median. */
const LEAST_ROUNDS = 5;
const MOST_ROUNDS = 15;
const BUDGET_SECONDS = 30;

export interface Timing {
  readonly contender: Contender;
  readonly answers: readonly Answer[];
}

/**
 * Runs the contenders one after the other, round by round (A B C A B C …), so that what slows the machine down for a
 * while slows all of them. `check` sees each answer and throws when it is wrong.
 *
 * @param request what each contender is asked in each round
 */
export async function interleave(
  contenders: readonly Contender[],
  request: (contender: Contender) => Readonly<Record<string, unknown>>,
  check: (contender: Contender, answer: Answer) => void = () => undefined,
): Promise<Timing[]> {
  const timings = contenders.map((contender) => ({ contender, answers: [] as Answer[] }));
  const began = performance.now();
  const spent = () => (performance.now() - began) / 1000;
  for (let round = 0; round < LEAST_ROUNDS || (round < MOST_ROUNDS && spent() < BUDGET_SECONDS); round++) {
    for (const { contender, answers } of timings) {
      const answer = await contender.run(request(contender));
      check(contender, answer);
      answers.push(answer);
    }
  }
  return timings;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median over the rounds of `other`'s time divided by `own` in the same round. */
export function pairwiseRatio(other: readonly Answer[], own: readonly Answer[]): number {
  return median(other.map(({ seconds }, round) => seconds / own[round]!.seconds));
}
