// histGradientBoosting from a Parquet file to a model: reading with binning, and training, timed apart.
import {
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  pipeline,
  tfidfVectorizer,
} from '../../src/index.ts';
import { serve, setting } from './serve.ts';
import { description, readSide, savePredictions, timed } from './training.ts';

interface Request {
  readonly leaves: number;
  readonly rounds: number;
  readonly learningRate: number;
  readonly minSamplesLeaf: number;
  readonly bins: number;
  readonly seed: number;
  /** Rounds without a better value on the validation rows, after which to stop. */
  readonly patience?: number;
  readonly save?: string;
}

const { target, text, task } = description;
const { threads } = setting;

await serve(async ({ leaves, rounds, learningRate, minSamplesLeaf, bins, seed, patience, save }: Request) => {
  const options = {
    maxLeafNodes: leaves,
    maxIter: rounds,
    learningRate,
    minSamplesLeaf,
    maxBins: bins,
    randomState: seed,
  };
  const { learner, seconds } = timed(
    task === 'binary' ? histGradientBoostingClassifier(options) : histGradientBoostingRegressor(options),
  );
  // Words of two texts or more, as the peers take them.
  const steps = text === undefined ? [] : [tfidfVectorizer(text, { minDf: { count: 2 } })];
  const began = performance.now();
  const source = await readSide('train');
  const stopping = patience === undefined ? {} : { valid: await readSide('validation'), earlyStopping: { patience } };
  const model = await pipeline(...steps, learner as ReturnType<typeof histGradientBoostingClassifier>).fit(source, {
    target,
    threads,
    ...stopping,
  });
  const wholeSeconds = (performance.now() - began) / 1000;
  if (save !== undefined) await savePredictions(save, model);
  const trees = model.parts.predictor.forest!.trees.treeOutputs.length;
  const detail = { binSeconds: wholeSeconds - seconds(), trees };
  return { seconds: seconds(), wholeSeconds, detail };
});
