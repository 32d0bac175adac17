import { randomStream } from '../../src/core/random.ts';
import { Source } from '../../src/index.ts';

/** The same batches, each row under its own id, in another order. */
export function shuffledBatches(source: Source): Source {
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
