import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { PartDescription } from './native/addon.ts';
import { addon } from './native/load.ts';
import type { SgdEpoch, SgdHandle, SgdParameters, SgdResult } from './native/sgd-addon.ts';
import type { Program, Slot } from './program.ts';
import type { FeatureMatrix, NumberList } from './states.ts';

/** A linear model that learns row by row: the weights, and a window of rows. See `native/linear/sgd.h`. */
export class SgdFit {
  readonly #handle: SgdHandle;

  constructor(parameters: SgdParameters) {
    this.#handle = inEngine(() => addon().sgdCreate(parameters));
  }

  /** Adds the learning from all rows of a pass: one epoch, which `endEpoch` ends. `target`: numbers or codes. */
  addTo(
    program: Program,
    parts: readonly PartDescription[],
    sparse: boolean,
    target: Slot,
    weight: Slot | undefined,
  ): void {
    const slots = weight === undefined ? [target] : [target, weight];
    program.fold('foldSgd', slots, this.#handle, { parts, sparse });
  }

  /** @throws MillraceError VALUE_INFINITE when weights have left the range of float64; ABORTED */
  endEpoch(options: RunOptions): Promise<SgdEpoch> {
    return runJob(options, (job) => addon().sgdEndEpoch(this.#handle, job));
  }

  /** Takes all rows from memory. */
  use(matrix: FeatureMatrix, target: NumberList, weight: NumberList | undefined): void {
    inEngine(() => addon().sgdUse(this.#handle, matrix.handle, target.handle, weight?.handle));
  }

  /** One epoch over rows that are in memory. Throws as `endEpoch`. */
  epochInMemory(options: RunOptions): Promise<SgdEpoch> {
    return runJob(options, (job) => addon().sgdEpochInMemory(this.#handle, job));
  }

  result(): SgdResult {
    return inEngine(() => addon().sgdResult(this.#handle));
  }

  release(): void {
    addon().release(this.#handle);
  }
}

export type { SgdEpoch, SgdParameters };
