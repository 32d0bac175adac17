import { randomStream } from '../../src/core/random.ts';
import type { SavedPart } from '../../src/features/saved-part.ts';
import { Source, type Transformer } from '../../src/index.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { sourceOf, type Table } from './golden-tables.ts';

/** What a transformer saves after a fit on a table whose rows came in other ways. */
export async function fitVariants(
  make: () => Transformer,
  table: Table,
): Promise<{ whole: SavedPart; sameOrder: Record<string, SavedPart>; shuffled: Record<string, SavedPart> }> {
  const learn = async (source: Source, parts = 1) => {
    const passes = new Passes(source, source.schema.fields, undefined, [], { parts });
    return (await make().fit(passes.firstStage())).save();
  };
  const of = (batchRows: number) => sourceOf(table, { batchRows });
  return {
    whole: await learn(await of(100_000)),
    sameOrder: { 'one row': await learn(await of(1)), 'seven rows': await learn(await of(7)) },
    shuffled: {
      'shuffled batches': await learn(shuffledBatches(await of(7))),
      'four parts': await learn(await of(7), 4),
    },
  };
}

/** The same batches, each row under its own id, in another order. */
function shuffledBatches(source: Source): Source {
  const { reader, schema, name, rowCount } = source;
  const stream = randomStream(5, 'shuffled batches');
  return new Source({
    name,
    schema,
    rowCount,
    async *scan(options) {
      const batches = [];
      for await (const batch of reader.scan(options)) batches.push(batch);
      yield* batches
        .map((batch, i) => ({ batch, key: stream.uniform(i) }))
        .sort((a, b) => a.key - b.key)
        .map(({ batch }) => batch);
    },
  });
}
