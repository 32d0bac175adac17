import type { FittedTransformer, Source, Transformer } from '../../src/index.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { sourceOf, type Table } from './golden-tables.ts';

/** A transformer fitted on all columns of a table of numbers. */
export async function fitted(transformer: Transformer, table: Table): Promise<FittedTransformer> {
  const types = Object.fromEntries(Object.keys(table).map((name) => [name, 'float64' as const]));
  return fittedOn(transformer, await sourceOf(table, { types }));
}

export async function fittedOn(transformer: Transformer, source: Source): Promise<FittedTransformer> {
  const passes = new Passes(source, source.schema.fields, undefined, [], {});
  return transformer.fit(passes.firstStage());
}
