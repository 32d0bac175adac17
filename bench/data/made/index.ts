import { writeBatches } from '../../../src/source/files/write.ts';
import { dense } from './dense.ts';
import { type Generator, madeBatches } from './generator.ts';
import { mixed } from './mixed.ts';
import { sparse } from './sparse.ts';
import { tabular } from './tabular.ts';

export type { Generator } from './generator.ts';

/** The generators by name: dense numbers, categories and missing values, texts for sparse matrices, plain tables. */
export const GENERATORS = { dense, mixed, sparse, tabular } as const;
export type GeneratorName = keyof typeof GENERATORS;

/** Writes the rows from `begin` up to `end` to a file of any format that the extension names. */
export async function writeMade(
  file: string,
  generator: Generator,
  begin: number,
  end: number,
  seed: number,
): Promise<void> {
  await writeBatches(file, madeBatches(generator, begin, end, seed), { fields: generator.fields });
}
