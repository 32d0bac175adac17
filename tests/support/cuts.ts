import { randomStream } from '../../src/core/random.ts';
import type { FittedTransformer } from '../../src/features/transformer.ts';
import { type Batch, Source, type Transformer } from '../../src/index.ts';
import type { LearningTask } from '../../src/models/learner.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { sourceOf, type Table } from './golden-tables.ts';

export interface FitOptions {
  readonly target?: string;
  readonly task?: LearningTask;
  readonly parts?: number;
}

/** Fits a transformer on a source's columns, all but the target. */
export function fitted(transformer: Transformer, source: Source, options: FitOptions = {}): Promise<FittedTransformer> {
  const { target, task = 'regression', parts } = options;
  const fields = source.schema.fields.filter(({ name }) => name !== target);
  const learns = target === undefined ? undefined : { task, target: source.schema.field(target) };
  const others = target === undefined ? [] : [target];
  return transformer.fit(new Passes(source, fields, undefined, others, { parts, learns }).firstStage());
}

/**
 * The transformer fitted on the same rows in other cuts: in batches of 1, 7 and 100,000 rows and merged from four parts,
 * where nothing may change; and in batches of 7 in another order, where a sum of floats may round otherwise.
 */
export async function fittedInCuts(transformer: Transformer, table: Table, options: FitOptions = {}) {
  const whole = await sourceOf(table, { batchRows: 100_000 });
  const cut = async (batchRows: number) => fitted(transformer, await sourceOf(table, { batchRows }), options);
  return {
    whole: await fitted(transformer, whole, options),
    ones: await cut(1),
    sevens: await cut(7),
    parts: await fitted(transformer, await sourceOf(table, { batchRows: 7 }), { ...options, parts: 4 }),
    shuffled: await fitted(transformer, shuffled(await sourceOf(table, { batchRows: 7 })), options),
  };
}

/** The batches of a source in another order; rows keep their ids. */
export function shuffled(source: Source): Source {
  const { reader } = source;
  const random = randomStream(11, 'batch order');
  return new Source({
    name: reader.name,
    schema: reader.schema,
    rowCount: reader.rowCount,
    async *scan(options) {
      const batches: Batch[] = [];
      for await (const batch of reader.scan(options)) batches.push(batch);
      const keys = batches.map((_, i) => random.uint32(i));
      yield* batches
        .map((_, i) => i)
        .sort((a, b) => keys[a]! - keys[b]!)
        .map((i) => batches[i]!);
    },
  });
}
