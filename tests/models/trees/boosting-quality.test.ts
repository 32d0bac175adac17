import { describe, expect, test } from 'vitest';
import {
  type Classifier,
  column,
  histGradientBoostingClassifier,
  histGradientBoostingRanker,
  histGradientBoostingRegressor,
  pipeline,
  type Regressor,
} from '../../../src/index.ts';
import { golden, sourceOf, type Table } from '../../support/golden-tables.ts';

// What LightGBM reaches on rows that it has not seen, with the same settings: tests/golden/make_boosting.py.
const made = golden<Readonly<Record<string, readonly number[]>>>('boosting.json');
const ROWS = made['model.city']!.length;
const TRAIN = ROWS / 2;

function tableOf(loss: string): Table {
  const x = made['model.x']!;
  const target = made[`model.${loss}.target`]!;
  return {
    row: Array.from({ length: ROWS }, (_, i) => i),
    a: Array.from({ length: ROWS }, (_, i) => x[3 * i]!),
    b: made['model.missing']!.map((value) => (value === -99 ? null : value)),
    c: Array.from({ length: ROWS }, (_, i) => x[3 * i + 1]!),
    d: Array.from({ length: ROWS }, (_, i) => x[3 * i + 2]!),
    city: made['model.city']!.map((code) => `city ${code}`),
    group: Array.from({ length: ROWS }, (_, i) => Math.floor(i / 20)),
    target: loss === 'logLoss' || loss === 'softmax' ? target.map((one) => `class ${one}`) : target,
  };
}

const FEATURES = ['a', 'b', 'c', 'd', 'city'];
const shared = { maxIter: 60, maxLeafNodes: 15, minSamplesLeaf: 20 } as const;

async function lossOf(learner: Classifier | Regressor, loss: string): Promise<number> {
  const source = await sourceOf(tableOf(loss));
  const train = source.filter(column('row').lt(TRAIN));
  const valid = source.filter(column('row').lt(TRAIN).not());
  const model = await pipeline(learner as Regressor).fit(train, {
    target: 'target',
    features: FEATURES,
    valid,
  });
  expect(model.parts.predictor.history).toHaveLength(60);
  return model.parts.predictor.history.at(-1)!.validation!;
}

describe('as good as LightGBM on rows not seen', () => {
  const regressors = [
    ['squared', histGradientBoostingRegressor(shared)],
    ['absolute', histGradientBoostingRegressor({ ...shared, loss: 'absolute' })],
    ['quantile', histGradientBoostingRegressor({ ...shared, loss: 'quantile', quantile: 0.8 })],
    ['huber', histGradientBoostingRegressor({ ...shared, loss: 'huber', huberDelta: 0.7 })],
    ['poisson', histGradientBoostingRegressor({ ...shared, loss: 'poisson' })],
    ['gamma', histGradientBoostingRegressor({ ...shared, loss: 'gamma' })],
    ['tweedie', histGradientBoostingRegressor({ ...shared, loss: 'tweedie', tweediePower: 1.3 })],
    ['logLoss', histGradientBoostingClassifier(shared)],
    ['softmax', histGradientBoostingClassifier(shared)],
  ] as const;

  // Two standard deviations of what resampling the training rows does to LightGBM.
  test.each(regressors)('%s', async (loss, learner) => {
    const found = await lossOf(learner, loss);
    const [theirs] = made[`model.${loss}.loss`]!;
    const [spread] = made[`model.${loss}.spread`]!;
    expect(found).toBeLessThan(theirs! + 2 * spread!);
    expect(found).toBeGreaterThan(theirs! - 6 * spread!); // the same loss, not another one
  });

  test('lambdaRank', async () => {
    const source = await sourceOf(tableOf('rank'));
    const model = await pipeline(histGradientBoostingRanker(shared)).fit(source.filter(column('row').lt(TRAIN)), {
      target: 'target',
      group: 'group',
      features: FEATURES,
      valid: source.filter(column('row').lt(TRAIN).not()),
    });
    // NDCG@10 of 100 groups: a standard error of about 0.01.
    expect(model.parts.predictor.history.at(-1)!.validation!).toBeGreaterThan(made['model.rank.ndcg']![0]! - 0.015);
  });
});
