import { setImmediate as nextTurn } from 'node:timers/promises';
import { MillraceError } from '../../core/errors.ts';

/**
 * Long work cut into short steps: it yields after at most `STEP_ROWS` rows, so that the one who drives it may let the
 * event loop turn in between. The result does not depend on who drives it.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Rows of one step: a fraction of a millisecond at 30 ns a row, some milliseconds before the loop is compiled. */
export const STEP_ROWS = 8192;

/** A third of the 15 ms that the event loop may be held, so that a slow step more stays within them. */
const TURN_MILLISECONDS = 5;

/** Runs all steps at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Runs the steps and lets the event loop turn every few milliseconds.
 *
 * @throws MillraceError ABORTED when the signal is, within one step.
 */
export async function runPaced<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  let turnBegan = performance.now();
  for (;;) {
    if (signal?.aborted) {
      throw new MillraceError('ABORTED', 'the evaluation was stopped', { cause: signal.reason });
    }
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - turnBegan > TURN_MILLISECONDS) {
      await nextTurn();
      turnBegan = performance.now();
    }
  }
}
