// randomForest from a Parquet file to a model: reading and binning are timed with it.
import { pipeline, randomForestClassifier, randomForestRegressor } from '../../src/index.ts';
import { serve, setting } from './serve.ts';
import { description, readSide, savePredictions } from './training.ts';

const { target, task } = description;
const { threads } = setting;

await serve(async ({ trees, seed, save }: { trees: number; seed: number; save?: string }) => {
  const options = { nEstimators: trees, randomState: seed };
  const learner = task === 'binary' ? randomForestClassifier(options) : randomForestRegressor(options);
  const began = performance.now();
  const source = await readSide('train');
  const model = await pipeline(learner as ReturnType<typeof randomForestClassifier>).fit(source, { target, threads });
  const seconds = (performance.now() - began) / 1000;
  if (save !== undefined) await savePredictions(save, model);
  const leaves = model.parts.predictor.forest!.trees.feature.filter((feature) => feature < 0).length;
  return { seconds, wholeSeconds: seconds, detail: { leavesPerTree: leaves / trees } };
});
