import { MillraceError } from '../core/errors.ts';
import { formatCount } from '../report/format.ts';
import type { Source } from '../source/source.ts';
import type { PlanReason } from './plan-reason.ts';
import { type SplitChoice, splitOptions } from './split-choice.ts';

/** Training rows dealt out to find the number of rounds. */
export interface StoppingRows {
  readonly train: Source;
  readonly valid: Source;
  readonly reason: PlanReason;
}

export interface StoppingRequest {
  readonly share: number;
  /** Whether all rows train in the end. */
  readonly refit: boolean;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Holds back some of the training rows, as the test was held out of all rows: the latest ones where rows are dated,
 * whole groups where there are groups. Undefined where they can't be dealt out so (all of one time, or one group).
 *
 * @throws MillraceError VALUE_MISSING, ABORTED
 */
export async function stoppingRows(
  rows: Source,
  target: string,
  choice: SplitChoice,
  { share, refit, seed, signal }: StoppingRequest,
): Promise<StoppingRows | undefined> {
  try {
    const { train, test } = await rows.split({ ...splitOptions(choice, share, target, seed), signal });
    return { train, valid: test, reason: reasonOf(test.rowCount ?? 0, choice, refit) };
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'ROWS_TOO_FEW') return undefined;
    throw error;
  }
}

const HELD_BACK: Readonly<Record<SplitChoice['method'], string>> = {
  time: 'the latest ones',
  group: 'whole groups',
  stratified: 'drawn at random, each class in the same share',
  random: 'drawn at random',
};

function reasonOf(rows: number, { method }: SplitChoice, refit: boolean): PlanReason {
  const then = refit ? '; then all training rows train again, with as many' : '';
  return {
    step: `Find the number of rounds with ${formatCount(rows)} of the training rows`,
    columns: [],
    reason: `${HELD_BACK[method]}: what they do not confirm is learnt by heart${then}`,
  };
}
