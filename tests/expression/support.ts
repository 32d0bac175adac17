import { MillraceError } from '../../src/core/errors.ts';

/** The MillraceError that `run` throws; anything else fails the test. */
export function errorOf(run: () => unknown): MillraceError {
  try {
    run();
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Whole numbers from 0 up to but without `below`, the same ones in every run. */
export function randomBelow(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
