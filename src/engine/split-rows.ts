import type { Column } from './column.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { SplitRowsHandle, SplitSides } from './native/addon.ts';
import { addon } from './native/load.ts';

/** What one batch brings to a split. */
export interface SplitBatch {
  readonly rowIds: Float64Array;
  /** Rows that are equal in all of these stay together; none: each row by itself. */
  readonly unit: readonly Column[];
  readonly classes: Column | undefined;
  /** A number, date or timestamp without missing values. */
  readonly time: Column | undefined;
}

/**
 * The rows of a split in engine memory, and the sides they fall on: `native/split/split_rows.h`. All batches bring the
 * same columns.
 */
export class SplitRows {
  readonly #handle: SplitRowsHandle = addon().splitRows();

  /** Resolves to the rows of the batch that are the first of their class. */
  add(batch: SplitBatch, options: RunOptions): Promise<Uint32Array> {
    const handles = inEngine(() => batch.unit.map((column) => column.handle));
    return runJob(options, (job) =>
      addon().splitAdd(this.#handle, batch.rowIds, handles, batch.classes?.handle, batch.time?.handle, job),
    );
  }

  /** Units of rows in random order. Call once. */
  draw(shares: { test: number; valid: number }, seed: number, options: RunOptions): Promise<SplitSides> {
    return runJob(options, (job) => addon().splitFinish(this.#handle, { ...shares, seed, byTime: false }, job));
  }

  /** The last rows by time. */
  byTime(shares: { test: number; valid: number }, options: RunOptions): Promise<SplitSides> {
    return runJob(options, (job) => addon().splitFinish(this.#handle, { ...shares, seed: 0, byTime: true }, job));
  }

  release(): void {
    addon().release(this.#handle);
  }
}

export type { SplitSides };
