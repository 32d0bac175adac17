import { z } from 'zod';
import { NumberQuantilesState, NumberSampleState, type SortedNumbers, sampleKeys } from '../engine/scaling.ts';
import { MomentsState } from '../engine/states.ts';
import { numbersOf } from './numbers.ts';
import type { Stage } from './transformer.ts';

/** Options of steps that look at a sample of the rows where there are many. */
export const subsampleOptions = {
  subsample: z.int().min(1).max(100_000_000).nullable(),
  randomState: z.int().min(0).default(0),
};

/**
 * One pass that puts the numbers of each column in order: of all rows, or of the same `subsample` rows of each column
 * where there are more. Which rows are drawn follows from their ids and `randomState` alone.
 */
export async function sortedColumns(
  stage: Stage,
  names: readonly string[],
  step: string,
  options: { readonly subsample: number | null; readonly randomState: number },
): Promise<{ columns: ReadonlyMap<string, SortedNumbers>; rowCount: number }> {
  const { subsample, randomState } = options;
  const rows = new MomentsState();
  const states = new Map(
    names.map((name) => [name, subsample === null ? new NumberQuantilesState() : new NumberSampleState(subsample)]),
  );
  await stage.pass((program, layout) => {
    const keys = sampleKeys(program, stage.training.rowIds(), randomState);
    rows.addTo(program, keys, undefined);
    for (const feature of layout) {
      const state = states.get(feature.name);
      if (state !== undefined) state.addTo(program, numbersOf(program, feature, step), keys);
    }
  });
  const columns = await Promise.all(
    [...states].map(async ([name, state]) => [name, await state.finish(stage.run)] as const),
  );
  return { columns: new Map(columns), rowCount: rows.finish().weight };
}
