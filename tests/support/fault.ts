import { MillraceError } from '../../src/index.ts';

/** The MillraceError that `work` ends with; anything else, and above all success, fails the test. */
export async function faultOf(work: () => unknown): Promise<MillraceError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
