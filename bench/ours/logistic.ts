// logisticRegression on a matrix in engine memory.

import { NumberList } from '../../src/engine/states.ts';
import { fitTransform, keep, logisticRegression, tfidfVectorizer } from '../../src/index.ts';
import { readNpy, writeNpy } from '../data/npy.ts';
import { readTable } from '../data/table-file.ts';
import { serve, setting } from './serve.ts';

const { threads } = setting;
const source = await readTable(setting.input as string);
const transformer = setting.design === 'text' ? tfidfVectorizer('text') : keep(source.schema.names);
const { matrix } = await fitTransform(transformer, source);
const target = NumberList.from(readNpy(`${setting.folder}/labels.npy`) as Float64Array);

await serve(async ({ solver, C, tol, save }: { solver: 'newton-cg'; C: number; tol: number; save: string }) => {
  const learner = logisticRegression({ solver, C, tol, maxIter: 10_000 });
  const began = performance.now();
  const { linear } = await learner.train({ matrix, target, weight: undefined, classCount: 2 }, { threads });
  const seconds = (performance.now() - began) / 1000;
  writeNpy(save, withLast(linear!.weights, linear!.intercepts[0]!));
  return { seconds };
});

function withLast(values: Float64Array, last: number): Float64Array {
  const all = new Float64Array(values.length + 1);
  all.set(values);
  all[values.length] = last;
  return all;
}
