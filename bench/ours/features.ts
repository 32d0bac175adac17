// Imputer, scaler and one-hot encoder on Arrow batches in memory: fitted and applied, and applied alone.
import { FeatureMatrix } from '../../src/engine/states.ts';
import type { FittedTransformer } from '../../src/features/transformer.ts';
import { byName, columns, fitTransform, oneHotEncoder, simpleImputer, standardScaler } from '../../src/index.ts';
import { isSparse, matrixPartsOf } from '../../src/models/assembly.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { readTable } from '../data/table-file.ts';
import { saveMatrix } from './matrix.ts';
import { serve, setting } from './serve.ts';

const { threads } = setting;
const numbers = setting.numbers as string[];
const categories = setting.categories as string[];
const source = await readTable(setting.input as string);
const steps = columns([numbers, simpleImputer(), standardScaler()], [categories, oneHotEncoder(byName(...categories))]);
let model: FittedTransformer;

await serve(async ({ fits, save }: { fits: boolean; save?: string }) => {
  const began = performance.now();
  const matrix = fits ? await fitAndTransform() : await transform();
  const seconds = (performance.now() - began) / 1000;
  if (save !== undefined) saveMatrix(save, matrix);
  matrix.release();
  return { seconds };
});

async function fitAndTransform(): Promise<FeatureMatrix> {
  const result = await fitTransform(steps, source, { threads });
  model = result.model;
  return result.matrix;
}

async function transform(): Promise<FeatureMatrix> {
  const matrix = new FeatureMatrix();
  const passes = new Passes(source, source.schema.fields, undefined, [], { threads });
  await passes
    .firstStage()
    .after(model)
    .pass((program, layout) => {
      const parts = matrixPartsOf(program, layout, 'the matrix');
      program.foldMatrix(parts, isSparse(parts), matrix.handle);
    });
  return matrix;
}
