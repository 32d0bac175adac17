import { describe, expect, test } from 'vitest';
import {
  histGradientBoostingClassifier,
  histGradientBoostingRanker,
  histGradientBoostingRegressor,
  pipeline,
} from '../../../src/index.ts';
import { faultOf } from '../../support/fault.ts';
import { sourceOf, type Table } from '../../support/golden-tables.ts';
import { uniforms } from '../../support/tables.ts';

const objective = { gradients: () => expect.fail('was called') };

describe('options that are unknown or contradict each other are refused', () => {
  test.each([
    ['OPTION_UNKNOWN', () => histGradientBoostingClassifier({ maxLeaves: 3 } as never)],
    ['OPTION_UNKNOWN', () => histGradientBoostingClassifier({ quantile: 0.5 } as never)],
    ['OPTION_UNKNOWN', () => histGradientBoostingRegressor({ rowSampling: { kind: 'goss', share: 0.1 } } as never)],
    ['OPTION_UNKNOWN', () => histGradientBoostingRegressor({ earlyStopping: { rounds: 3 } } as never)],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ maxLeafNodes: 1 })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ maxLeafNodes: 65_537 })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ maxBins: 65_536 })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ quantizedBits: 1 })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ quantizedBits: 17 })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ subsample: 0 })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ loss: 'squared' } as never)],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ subsample: 0.5, rowSampling: { kind: 'goss' } })],
    [
      'OPTION_INVALID',
      () => histGradientBoostingClassifier({ rowSampling: { kind: 'goss', topRate: 0.7, otherRate: 0.5 } }),
    ],
    [
      'OPTION_INVALID',
      () => histGradientBoostingClassifier({ rowSampling: { kind: 'goss', topRate: 0, otherRate: 0 } }),
    ],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ rowSampling: { kind: 'boot' } } as never)],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ monotone: { a: 2 } } as never)],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ monotone: { a: 1 }, categorical: ['a'] })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ loss: 'logLoss', objective })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ objective: { ...objective, link: 'exp' } })],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ objective: {} } as never)],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ metric: { name: 'mine' } } as never)],
    ['OPTION_INVALID', () => histGradientBoostingClassifier({ initModel: {} })],
    ['OPTION_INVALID', () => histGradientBoostingRegressor({ quantile: 0.5 })],
    ['OPTION_INVALID', () => histGradientBoostingRegressor({ loss: 'quantile' })],
    ['OPTION_INVALID', () => histGradientBoostingRegressor({ loss: 'huber', huberDelta: 1, huberQuantile: 0.8 })],
    ['OPTION_INVALID', () => histGradientBoostingRegressor({ tweediePower: 1.2 })],
    ['OPTION_INVALID', () => histGradientBoostingRegressor({ loss: 'tweedie', tweediePower: 2.5 })],
    ['OPTION_INVALID', () => histGradientBoostingRanker({ truncationLevel: 0 })],
  ] as const)('%s: %s', async (code, make) => {
    const fault = await faultOf(make);
    expect(fault.code).toBe(code);
    expect(fault.remedy).toBeTruthy();
  });
});

const ROWS = 400;
function table(): Table {
  const [x, y] = [uniforms(ROWS, 'x'), uniforms(ROWS, 'y')];
  return {
    x,
    y,
    city: y.map((value) => `c${Math.floor(value * 5)}`),
    kind: x.map((value, i) => (value + y[i]! > 1 ? 'yes' : 'no')),
    three: x.map((value) => `t${Math.floor(value * 3)}`),
    value: x.map((value, i) => value + y[i]!),
    zero: x.map((value) => (value < 0.5 ? 0 : value)),
    q: x.map((_, i) => Math.floor(i / 10)),
    grade: x.map((value) => Math.floor(value * 4)),
  };
}
const features = ['x', 'y', 'city'];

describe('what the data shows to be wrong is refused', () => {
  const classifier = async (options: Parameters<typeof histGradientBoostingClassifier>[0], target = 'kind') =>
    pipeline(histGradientBoostingClassifier({ maxIter: 2, ...options })).fit(await sourceOf(table()), {
      target,
      features,
    });
  const regressor = async (options: Parameters<typeof histGradientBoostingRegressor>[0], target = 'value') =>
    pipeline(histGradientBoostingRegressor({ maxIter: 2, ...options })).fit(await sourceOf(table()), {
      target,
      features,
    });

  test.each([
    ['COLUMN_MISSING', () => classifier({ monotone: { z: 1 } })],
    ['COLUMN_MISSING', () => classifier({ interactions: [['x', 'z']] })],
    ['COLUMN_MISSING', () => classifier({ categorical: ['z'] })],
    ['OPTION_INVALID', () => classifier({ monotone: { city: 1 } })],
    ['OPTION_INVALID', () => classifier({ monotone: { x: 1 } }, 'three')],
    ['OPTION_INVALID', () => classifier({ classWeight: { perhaps: 2 } })],
    ['OPTION_INVALID', () => classifier({ earlyStopping: { metric: 'rmse' } })],
    ['OPTION_INVALID', () => classifier({ earlyStopping: { metric: 'rocAuc' } }, 'three')],
    ['OPTION_INVALID', () => regressor({ earlyStopping: { metric: 'logLoss' } })],
    ['OPTION_INVALID', () => regressor({ earlyStopping: { metric: 'ndcg' } })],
    ['TARGET_INVALID', () => regressor({ loss: 'gamma' }, 'zero')],
    ['OPTION_INVALID', () => classifier({ objective: { ...objective, initialScore: [1, 2] } })],
  ] as const)('%s: %s', async (code, fit) => {
    const fault = await faultOf(fit);
    expect(fault.code).toBe(code);
    expect(fault.remedy).toBeTruthy();
  });
});

test('every option is taken: a fit with all of them differs from one with none', async () => {
  const source = await sourceOf(table());
  const run = { target: 'kind', features };
  const trainWith = (options: Parameters<typeof histGradientBoostingClassifier>[0]) =>
    pipeline(histGradientBoostingClassifier({ maxIter: 3, minSamplesLeaf: 5, ...options })).fit(source, run);
  const valuesOf = async (options: Parameters<typeof histGradientBoostingClassifier>[0]) =>
    (await trainWith(options)).parts.predictor.forest!.trees.values.join(' ');
  const plain = await valuesOf({});
  for (const options of [
    { learningRate: 0.2 },
    { maxLeafNodes: 3 },
    { maxDepth: 2 },
    { minSamplesLeaf: 60 },
    { minChildWeight: 30 },
    { l1Regularization: 3 },
    { l2Regularization: 3 },
    { maxDeltaStep: 0.1 },
    { minSplitGain: 20 },
    { maxBins: 4 },
    { subsample: 0.5 },
    { rowSampling: { kind: 'uniform', share: 0.5, frequency: 2 } },
    { rowSampling: { kind: 'goss' }, learningRate: 0.9 },
    { rowSampling: { kind: 'mvs', share: 0.5 } },
    { columnSampleByTree: 0.4 },
    { columnSampleByNode: 0.4 },
    { monotone: { x: -1 } },
    { interactions: [['x'], ['y'], ['city']] },
    { categorical: ['x', 'city'] },
    { quantizedBits: 2 },
    { classWeight: 'balanced' },
    { classWeight: { yes: 3 } },
    { earlyStopping: true },
    { randomState: 1, subsample: 0.5 },
  ] satisfies Parameters<typeof histGradientBoostingClassifier>[0][]) {
    expect(await valuesOf(options), JSON.stringify(options)).not.toBe(plain);
  }
});

describe('initModel', () => {
  const trainWith = async (options: Parameters<typeof histGradientBoostingClassifier>[0], target = 'kind') =>
    pipeline(histGradientBoostingClassifier({ minSamplesLeaf: 5, ...options })).fit(await sourceOf(table()), {
      target,
      features,
    });

  test.each(['kind', 'three'])('adds trees to those of a model: %s', async (target) => {
    const outputs = target === 'kind' ? 1 : 3;
    const first = await trainWith({ maxIter: 5 }, target);
    const more = await trainWith({ maxIter: 4, initModel: first }, target);
    const straight = await trainWith({ maxIter: 9 }, target);
    const trees = more.parts.predictor.forest!.trees;
    expect(trees.treeOutputs).toHaveLength(9 * outputs);
    expect(more.parts.predictor.history.map((step) => step.step)).toEqual([6, 7, 8, 9]);
    // The scores of the model differ from those of training in the last bits alone.
    const last = (model: typeof more) => model.parts.predictor.history.at(-1)!.loss;
    expect(last(more)).toBeCloseTo(last(straight), 6);
    expect(last(more)).toBeLessThan(last(first));
  });

  test('is refused when it is of other columns or classes', async () => {
    const first = await trainWith({ maxIter: 2 });
    const source = await sourceOf(table());
    const other = pipeline(histGradientBoostingClassifier({ initModel: first }));
    const columns = await faultOf(() => other.fit(source, { target: 'kind', features: ['x', 'y'] }));
    expect(columns.code).toBe('OPTION_INVALID');
    const classes = await faultOf(() => other.fit(source, { target: 'three', features }));
    expect(classes.code).toBe('OPTION_INVALID');
  });
});

test('a ranker learns from groups, stops by whole groups and orders them', async () => {
  const source = await sourceOf(table());
  const model = await pipeline(
    histGradientBoostingRanker({ maxIter: 20, minSamplesLeaf: 5, earlyStopping: { metric: 'ndcg@5' } }),
  ).fit(source, { target: 'grade', group: 'q', features });
  expect(model.parts.predictor.history[0]!.validation).toBeGreaterThan(0.9);
  expect(model.predictOne({ x: 0.95, y: 0.5, city: 'c2', q: 1 }).prediction).toBeGreaterThan(
    model.predictOne({ x: 0.05, y: 0.5, city: 'c2', q: 1 }).prediction,
  );
});
