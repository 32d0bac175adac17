import { z } from 'zod';
import {
  ExtremaState,
  NumberQuantilesState,
  NumberSampleState,
  type SortedNumbers,
  sampleKeys,
} from '../engine/scaling.ts';
import { MomentsState } from '../engine/states.ts';
import { numbersOf } from './numbers.ts';
import type { Stage } from './transformer.ts';

/** Options of steps that look at a sample of the rows where there are many. */
export const subsampleOptions = {
  subsample: z.int().min(1).max(100_000_000).nullable(),
  randomState: z.int().min(0).default(0),
};

export interface OrderOptions {
  /** null for all rows. */
  readonly subsample: number | null;
  readonly randomState: number;
  /** Whether the order is asked for, and not the extrema alone. Default true. */
  readonly needsOrder?: boolean | undefined;
}

export interface OrderedColumns {
  /** Of all rows. */
  readonly extrema: ReadonlyMap<string, { any: boolean; min: number; max: number }>;
  /** Each column's numbers in order: to be released. Empty where the order was not asked for. */
  readonly sorted: ReadonlyMap<string, SortedNumbers>;
  readonly rowCount: number;
}

/**
 * One pass that finds each column's extrema and puts its numbers in order: those of all rows, or of the same
 * `subsample` rows of each column where there are more. Which rows are drawn follows from their ids and `randomState`.
 */
export async function orderedColumns(
  stage: Stage,
  names: readonly string[],
  step: string,
  { subsample, randomState, needsOrder = true }: OrderOptions,
): Promise<OrderedColumns> {
  const rows = new MomentsState();
  const extrema = new Map(names.map((name) => [name, new ExtremaState()]));
  const ordered = needsOrder ? names : [];
  const all = new Map(subsample === null ? ordered.map((name) => [name, new NumberQuantilesState()]) : []);
  const samples = new Map(subsample === null ? [] : ordered.map((name) => [name, new NumberSampleState(subsample)]));
  await stage.pass((program, layout) => {
    const rowIds = program.numbers(stage.training.rowIds(), 'row id');
    rows.addTo(program, rowIds, undefined);
    const keys = samples.size === 0 ? undefined : sampleKeys(program, rowIds, randomState);
    for (const feature of layout) {
      const state = extrema.get(feature.name);
      if (state === undefined) continue;
      const numbers = numbersOf(program, feature, step);
      state.addTo(program, numbers);
      all.get(feature.name)?.addTo(program, numbers);
      if (keys !== undefined) samples.get(feature.name)?.addTo(program, numbers, keys);
    }
  });
  const sorted = await Promise.all(
    [...all, ...samples].map(async ([name, state]) => [name, await state.finish(stage.run)] as const),
  );
  return {
    extrema: new Map([...extrema].map(([name, state]) => [name, state.finish()])),
    sorted: new Map(sorted),
    rowCount: rows.finish().weight,
  };
}
