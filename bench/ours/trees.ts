// histGradientBoosting from a Parquet file to a model: reading with binning, and training, timed apart.
import {
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  pipeline,
  tfidfVectorizer,
} from '../../src/index.ts';
import type { ForestArrays } from '../../src/matrix/forest.ts';
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
  const { trees } = model.parts.predictor.forest!;
  const detail = { binSeconds: wholeSeconds - seconds(), trees: trees.treeOutputs.length, ...rowVisits(trees) };
  return { seconds: seconds(), wholeSeconds, detail };
});

/**
 * What growing a tree visits, in multiples of all rows, on average: histograms are built of the root and of the smaller
 * of two siblings, partitions made of every node that is split.
 */
function rowVisits({ treeBegins, feature, left, right, cover }: ForestArrays): Record<string, number> {
  let [histograms, partitions, all] = [0, 0, 0];
  for (const [tree, begin] of treeBegins.subarray(0, -1).entries()) {
    all += cover[begin]!;
    histograms += cover[begin]!;
    for (let node = begin; node < treeBegins[tree + 1]!; node++) {
      if (feature[node]! < 0) continue;
      partitions += cover[node]!;
      histograms += Math.min(cover[begin + left[node]!]!, cover[begin + right[node]!]!);
    }
  }
  return { histogramVisits: histograms / all, partitionVisits: partitions / all };
}
