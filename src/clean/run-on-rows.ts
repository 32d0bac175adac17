import { type RunOptions, throwIfAborted } from '../engine/job.ts';
import { Program, type Slot } from '../engine/program.ts';
import { releaseBatch } from '../source/batch.ts';
import { nextTurn } from '../source/reader.ts';
import type { Source } from '../source/source.ts';

/** One pass over columns of a source with the folds that `addFolds` adds, which gets a slot for each column. */
export async function runOnRows(
  source: Source,
  names: readonly string[],
  run: RunOptions,
  addFolds: (program: Program, slots: readonly Slot[]) => void,
): Promise<void> {
  const program = new Program();
  addFolds(
    program,
    names.map(() => program.input()),
  );
  for await (const batch of source.scan({ columns: names, signal: run.signal })) {
    throwIfAborted(run.signal);
    const columns = names.map((name) => batch.columns.get(name)!);
    await program.run(columns, batch.length, false, [], run);
    releaseBatch(batch);
    await nextTurn();
  }
}
