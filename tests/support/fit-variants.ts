import type { SavedPart } from '../../src/features/saved-part.ts';
import type { Source, Transformer } from '../../src/index.ts';
import { sourceOf, type Table } from './golden-tables.ts';
import { shuffledBatches } from './shuffled-batches.ts';
import { fitAlone } from './stage-fit.ts';

/** What a fit saves, by how its rows came. */
export interface FitVariants {
  readonly whole: SavedPart;
  /** In the order of the rows: what is learnt has the same bits. */
  readonly sameOrder: Readonly<Record<string, SavedPart>>;
  /** In another order, or in parts that are merged. */
  readonly shuffled: Readonly<Record<string, SavedPart>>;
}

/** What a transformer saves after a fit on a table whose rows came in other ways. */
export function fitVariants(make: () => Transformer, table: Table): Promise<FitVariants> {
  return fitVariantsOf(make, (batchRows) => sourceOf(table, { batchRows }));
}

/** As `fitVariants`, of a source that `open` gives with batches of so many rows. */
export async function fitVariantsOf(
  make: () => Transformer,
  open: (batchRows: number) => Promise<Source>,
  options: Omit<NonNullable<Parameters<typeof fitAlone>[2]>, 'parts'> = {},
): Promise<FitVariants> {
  const learn = async (source: Source, parts?: number) =>
    (await fitAlone(make(), source, { ...options, parts })).save();
  return {
    whole: await learn(await open(100_000)),
    sameOrder: { 'one row': await learn(await open(1)), 'seven rows': await learn(await open(7)) },
    shuffled: {
      'shuffled batches': await learn(shuffledBatches(await open(7))),
      'four parts': await learn(await open(7), 4),
    },
  };
}
