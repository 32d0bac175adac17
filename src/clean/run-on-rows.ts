import { type RunOptions, throwIfAborted } from '../engine/job.ts';
import { Program, type Slot } from '../engine/program.ts';
import { ProgramParts } from '../engine/program-parts.ts';
import { releaseBatch } from '../source/batch.ts';
import { nextTurn } from '../source/reader.ts';
import type { Source } from '../source/source.ts';

export interface RunOnRowsOptions extends RunOptions {
  /**
   * In how many parts, one behind the other, the states of folds are filled before they are merged. Default 1. Needs a
   * source whose number of rows is known.
   */
  readonly parts?: number | undefined;
  /** Called with the row ids of each batch. */
  readonly onRowIds?: ((rowIds: Float64Array) => void) | undefined;
}

/** One pass over columns of a source with the folds that `addFolds` adds, which gets a slot for each column. */
export async function runOnRows(
  source: Source,
  names: readonly string[],
  run: RunOnRowsOptions,
  addFolds: (program: Program, slots: readonly Slot[]) => void,
): Promise<void> {
  const program = new Program();
  addFolds(
    program,
    names.map(() => program.input()),
  );
  const parts = new ProgramParts(program, run.parts ?? 1, source.rowCount);
  let rows = 0;
  for await (const batch of source.scan({ columns: names, signal: run.signal })) {
    throwIfAborted(run.signal);
    const columns = names.map((name) => batch.columns.get(name)!);
    await parts.at(rows).run(columns, batch.length, false, [], run);
    run.onRowIds?.(batch.rowIds);
    rows += batch.length;
    releaseBatch(batch);
    await nextTurn();
  }
  parts.merge();
}
