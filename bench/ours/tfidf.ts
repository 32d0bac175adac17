// tfidfVectorizer through fitTransform on Arrow batches in memory.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FitTransformResult, fitTransform, tfidfVectorizer } from '../../src/index.ts';
import { writeNpy } from '../data/npy.ts';
import { readTable } from '../data/table-file.ts';
import { serve, setting } from './serve.ts';

const source = await readTable(setting.input as string);
const vectorizer = tfidfVectorizer('text');

await serve(async (request: { save?: string }) => {
  const began = performance.now();
  const result = await fitTransform(vectorizer, source, { threads: setting.threads });
  const seconds = (performance.now() - began) / 1000;
  if (request.save !== undefined) save(request.save, result);
  result.matrix.release();
  return { seconds };
});

function save(folder: string, { model, matrix }: FitTransformResult): void {
  const rows = matrix.rows();
  if (!rows.sparse) throw new Error('the matrix is dense');
  writeNpy(path.join(folder, 'offsets.npy'), rows.offsets);
  writeNpy(path.join(folder, 'indices.npy'), rows.indices);
  writeNpy(path.join(folder, 'values.npy'), rows.values);
  const { offsets, bytes } = model.save().parts![0]!.arrays as { offsets: BigInt64Array; bytes: Uint8Array };
  const decoder = new TextDecoder();
  const terms = Array.from(offsets.subarray(1), (end, i) =>
    decoder.decode(bytes.subarray(Number(offsets[i]), Number(end))),
  );
  writeFileSync(path.join(folder, 'vocabulary.txt'), terms.join('\n'));
}
