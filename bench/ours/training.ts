// What ours have in common that train on a learning table (bench/data/learning-table.ts).
import path from 'node:path';
import { type Classifier, type ClassifierModel, type Regressor, type RegressorModel, read } from '../../src/index.ts';
import type { Source } from '../../src/source/source.ts';
import { rolesOf, type TableDescription } from '../data/learning-table.ts';
import { writeNpy } from '../data/npy.ts';
import { setting } from './serve.ts';

export const folder = setting.folder as string;
export const description = setting.description as TableDescription;

export type Side = 'train' | 'test' | 'validation';

/** A file of the table; columns mean what the description says. */
export function readSide(side: Side): Promise<Source> {
  return read(path.join(folder, `${side}.parquet`), { roles: rolesOf(description) });
}

type AnyLearner = Classifier | Regressor;

/**
 * The learner, and how long its training took once the features were gathered: the way there is reading and binning.
 */
export function timed<L extends AnyLearner>(learner: L): { readonly learner: L; readonly seconds: () => number } {
  let seconds = Number.NaN;
  const gather: L['gather'] =
    learner.gather &&
    (async (...stages) => {
      const gathered = await learner.gather!(...stages);
      return {
        ...gathered,
        train: async (...given) => {
          const began = performance.now();
          const predictor = await gathered.train(...given);
          seconds = (performance.now() - began) / 1000;
          return predictor;
        },
      };
    });
  return { learner: { ...learner, gather }, seconds: () => seconds };
}

/** Writes the predictions of the test rows, in their order: the probability of 1, or the number. */
export async function savePredictions(file: string, model: ClassifierModel | RegressorModel): Promise<void> {
  const column = model.task === 'classification' ? `probability_${model.classes[1]}` : 'prediction';
  const values: number[] = [];
  for await (const batch of model.predict(await readSide('test'), { threads: setting.threads })) {
    for (const value of batch.getChild(column)!) values.push(value as number);
  }
  writeNpy(file, Float64Array.from(values));
}
