import { type RunOptions, runJob } from './job.ts';
import type { EqualRowsHandle } from './native/equal-rows-addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';

/** Which rows repeat others in some columns, by 128-bit hashes: 16 bytes a row. Missing equals missing, −0 equals 0. */
export class EqualRowsState {
  readonly #handle: EqualRowsHandle = addon().equalRows();

  /** The slots are source columns. */
  addTo(program: Program, columns: readonly Slot[]): void {
    program.fold('foldEqualRows', columns, this.#handle);
  }

  /** The positions, ascending, of the rows that go where of equal ones the first, the last or none stays. Call once. */
  finish(keep: 'first' | 'last' | 'none', options: RunOptions): Promise<Float64Array> {
    return runJob(options, (job) => addon().equalRowsFinish(this.#handle, keep, job));
  }
}
