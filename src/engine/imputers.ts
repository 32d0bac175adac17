import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { NeighborOptions, NeighborRowsHandle, RowSampleHandle } from './native/imputers-addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';

/** 1 where a column of any type misses its value, else 0. */
export function missingOfColumn(program: Program, column: Slot): Slot {
  return program.operation('missingOfColumn', [column], {});
}

/** A row whose indicator is 1 is at fault. `name` of the column is for messages. */
export function refuseMissing(program: Program, indicator: Slot, name: string): void {
  program.operation('refuseMissing', [indicator], { name });
}

/** At most `maxRows` rows of numbers: all, or those that a draw by row id picks. */
export class RowSampleState {
  readonly #handle: RowSampleHandle;

  constructor(columns: number, maxRows: number, seed: number) {
    this.#handle = inEngine(() => addon().rowSample(columns, maxRows, seed));
  }

  addTo(program: Program, numbers: readonly Slot[], rowIds: Slot): void {
    program.fold('sampleRows', [...numbers, rowIds], this.#handle);
  }

  /** float64[rows][columns], row-major, in the order of the row ids. */
  finish(options: RunOptions): Promise<Float64Array> {
    return runJob(options, (job) => addon().rowSampleFinish(this.#handle, job));
  }
}

/** Rows that missing numbers of others are filled in from. Immutable, in engine memory. */
export class NeighborRows {
  readonly #handle: NeighborRowsHandle;
  readonly #columns: number;

  constructor(options: NeighborOptions) {
    this.#columns = options.columns;
    this.#handle = inEngine(() => addon().neighborRows(options));
  }

  /** The number slots, one a column, with what is missing filled in. */
  fill(program: Program, numbers: readonly Slot[]): Slot[] {
    const width = this.#columns;
    const filled = program.operation('fillFromNeighbors', numbers, { rows: this.#handle });
    return numbers.map((_, index) => program.operation('pickNumbers', [filled], { index, width }));
  }
}
