// What forests make of options, awkward rows, categories, sparse features, threads and files.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Classifier,
  type ClassifierModel,
  columns,
  decisionTreeClassifier,
  decisionTreeRegressor,
  extraTreesClassifier,
  extraTreesRegressor,
  fromRows,
  keep,
  loadModel,
  oneHotEncoder,
  pipeline,
  type Regressor,
  type RegressorModel,
  type RowValue,
  randomForestClassifier,
  randomForestRegressor,
} from '../../../src/index.ts';
import { digestOf } from '../../support/digest.ts';
import { faultOf } from '../../support/fault.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const cities = ['Oslo', 'Lima', 'Pune', 'Kyoto', 'Accra', 'Quito'];
const kind = ['low', 'middle', 'high'];

// The target follows the city, whose alphabet says nothing of it, and `a`.
const rows = Array.from({ length: 600 }, (_, i) => {
  const city = cities[(i * 7) % 6]!;
  const a = ((i * 7919) % 1000) / 1000;
  const score = (city.charCodeAt(1) % 3) / 2 + a + ((i * 31) % 17) / 40;
  return {
    a: i % 19 === 0 ? null : a,
    b: (i * 104729) % 97,
    city: i % 23 === 0 ? null : city,
    w: i % 4,
    two: score > 1.1 ? 'yes' : 'no',
    three: kind[Math.min(2, Math.floor(score * 1.4))]!,
    value: Math.round(score * 256) / 256,
  };
});
const features = ['a', 'b', 'city'];
const source = (batchRows?: number) => fromRows(rows, batchRows === undefined ? {} : { batchRows });

const classifiers = { randomForestClassifier, extraTreesClassifier, decisionTreeClassifier };
const regressors = { randomForestRegressor, extraTreesRegressor, decisionTreeRegressor };
const few = (name: string) => (name.startsWith('decision') ? {} : { nEstimators: 7 });

async function fitOf(
  name: keyof typeof classifiers | keyof typeof regressors,
  target: string,
  { threads, batchRows, weighted }: { threads?: number; batchRows?: number; weighted?: boolean } = {},
): Promise<ClassifierModel | RegressorModel> {
  const learner = { ...classifiers, ...regressors }[name](few(name) as never) as Classifier & Regressor;
  return pipeline(learner).fit(await source(batchRows), {
    target,
    features,
    threads,
    ...(weighted ? { weight: 'w' } : {}),
  });
}

describe.each([
  ['randomForestClassifier', 'two'],
  ['randomForestClassifier', 'three'],
  ['extraTreesClassifier', 'two'],
  ['decisionTreeClassifier', 'three'],
  ['randomForestRegressor', 'value'],
  ['extraTreesRegressor', 'value'],
  ['decisionTreeRegressor', 'value'],
] as const)('%s of %s', (name, target) => {
  test.each([false, true])('has the same bits for any threads and batches, weighted %s', async (weighted) => {
    const expected = digestOf(await fitOf(name, target, { threads: 1, weighted }));
    for (const [threads, batchRows] of [
      [2, 64],
      [4, 599],
    ] as const) {
      expect(digestOf(await fitOf(name, target, { threads, batchRows, weighted }))).toBe(expected);
    }
  });

  test('predicts the same after save and load, one row and many', async () => {
    const model = await fitOf(name, target);
    const file = path.join(folder, `${name}-${target}.millrace`);
    await model.save(file);
    const loaded = (await loadModel(file)) as ClassifierModel;
    expect(loaded.parts.predictor.name).toBe(name);
    const odd = [{ a: 0.5, b: 3, city: 'Rome' }, { a: null, b: null, city: null }, ...rows.slice(0, 40)];
    const batch: unknown[] = [];
    for await (const one of loaded.predict(await fromRows(odd))) {
      for (let r = 0; r < one.numRows; r++) batch.push(one.getChild('prediction')!.get(r));
    }
    odd.forEach((row, i) => {
      const before = (model as ClassifierModel).predictOne(row as Record<string, RowValue>);
      expect(loaded.predictOne(row as Record<string, RowValue>)).toEqual(before);
      expect(batch[i]).toEqual(before.prediction);
    });
  });
});

test('a tree to purity learns rows that differ', async () => {
  const model = (await fitOf('decisionTreeClassifier', 'three')) as ClassifierModel;
  const { metrics } = await model.evaluate(await source());
  expect(metrics.accuracy).toBeGreaterThan(0.99);
});

test('categories split as they are', async () => {
  const learner = decisionTreeRegressor({ maxDepth: 1 });
  const model = await pipeline(learner).fit(
    await fromRows(cities.flatMap((city, i) => [1, 2, 3].map(() => ({ city, y: [5, 1, 5, 1, 5, 1][i]! })))),
    { target: 'y' },
  );
  cities.forEach((city, i) => {
    expect(model.predictOne({ city }).prediction).toBe([5, 1, 5, 1, 5, 1][i]);
  });
});

test('sparse features train without being made dense, to the trees of dense ones', async () => {
  const encoded = await pipeline(
    columns(oneHotEncoder(['city']), keep(['a', 'b'])),
    randomForestClassifier({ nEstimators: 5, maxFeatures: 3 }),
  ).fit(await source(), { target: 'two', features });
  const { metrics } = await (encoded as ClassifierModel).evaluate(await source());
  expect(metrics.accuracy).toBeGreaterThan(0.95);
});

describe('what leaves nothing to learn from', () => {
  const trained = (learner: unknown, given: Record<string, RowValue>[]) =>
    fromRows(given).then((one) => pipeline(learner as Regressor).fit(one, { target: 'y' }));

  test('one row is one leaf', async () => {
    const model = await trained(randomForestRegressor({ nEstimators: 3 }), [{ x: 1, y: 4.5 }]);
    expect(model.predictOne({ x: 7 }).prediction).toBe(4.5);
  });

  test('constant and all-missing columns give the mean', async () => {
    const given = [1, 2, 3, 6].map((y) => ({ x: 1, z: null, y }));
    const two = await fromRows(given, { types: { z: 'float64' } });
    const model = await pipeline(decisionTreeRegressor()).fit(two, { target: 'y' });
    expect(model.predictOne({ x: 9, z: 1 }).prediction).toBe(3);
  });

  test('poisson with a target below 0', async () => {
    const fault = await faultOf(() =>
      trained(randomForestRegressor({ criterion: 'poisson' }), [
        { x: 1, y: -1 },
        { x: 2, y: 3 },
      ]),
    );
    expect(fault.code).toBe('TARGET_INVALID');
    expect(fault.message).toContain('-1');
  });
});

describe('class weights', () => {
  const shareOf = async (classWeight: 'balanced' | Record<string, number> | undefined) => {
    const learner = decisionTreeClassifier({ maxDepth: 1, maxFeatures: 1, classWeight });
    const model = await pipeline(learner).fit(await source(), { target: 'two', features: ['b'] });
    const { weight } = model.parts.predictor.forest!.trees;
    return weight[0]!;
  };

  test('by name and balanced', async () => {
    const yes = rows.filter(({ two }) => two === 'yes').length;
    expect(await shareOf(undefined)).toBe(600);
    expect(await shareOf({ yes: 3 })).toBeCloseTo(600 + 2 * yes, 6);
    expect(await shareOf('balanced')).toBeCloseTo(600, 6);
  });

  test('of classes that are not there, or nothing but 0', async () => {
    const unknown = await faultOf(() => shareOf({ maybe: 2 }));
    expect(unknown.code).toBe('OPTION_INVALID');
    expect(unknown.message).toContain('maybe');
    expect(unknown.remedy).toContain('no, yes');
    expect((await faultOf(() => shareOf({ yes: 0, no: 0 }))).code).toBe('OPTION_INVALID');
  });
});

describe('options', () => {
  test.each([
    [() => randomForestClassifier({ nTrees: 5 } as never), 'OPTION_UNKNOWN', 'nTrees'],
    [() => randomForestClassifier({ nEstimators: 0 }), 'OPTION_INVALID', 'nEstimators'],
    [() => randomForestClassifier({ maxFeatures: 0 } as never), 'OPTION_INVALID', 'maxFeatures'],
    [() => randomForestClassifier({ maxFeatures: 2.5 } as never), 'OPTION_INVALID', 'maxFeatures'],
    [() => randomForestClassifier({ minSamplesSplit: 1 } as never), 'OPTION_INVALID', 'minSamplesSplit'],
    [() => randomForestClassifier({ maxLeafNodes: 1 }), 'OPTION_INVALID', 'maxLeafNodes'],
    [() => randomForestClassifier({ maxBins: 1 }), 'OPTION_INVALID', 'maxBins'],
    [() => randomForestClassifier({ criterion: 'squaredError' } as never), 'OPTION_INVALID', 'criterion'],
    [() => randomForestRegressor({ criterion: 'absoluteError' } as never), 'OPTION_INVALID', 'criterion'],
    [() => randomForestRegressor({ classWeight: 'balanced' } as never), 'OPTION_UNKNOWN', 'classWeight'],
    [() => randomForestClassifier({ bootstrap: false, oobScore: true }), 'OPTION_INVALID', 'oobScore'],
    [() => randomForestClassifier({ bootstrap: false, maxSamples: 0.5 }), 'OPTION_INVALID', 'maxSamples'],
    [() => extraTreesClassifier({ oobScore: true }), 'OPTION_INVALID', 'oobScore'],
    [() => extraTreesRegressor({ maxSamples: 10 }), 'OPTION_INVALID', 'maxSamples'],
    [() => decisionTreeClassifier({ nEstimators: 5 } as never), 'OPTION_UNKNOWN', 'nEstimators'],
    [() => decisionTreeClassifier({ classWeight: 'balancedSubsample' } as never), 'OPTION_INVALID', 'classWeight'],
    [() => decisionTreeRegressor({ monotone: { a: 1 } } as never), 'OPTION_UNKNOWN', 'monotone'],
  ])('%s is refused', async (make, code, named) => {
    const fault = await faultOf(make);
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(named);
  });

  test('more rows a tree than there are are drawn as often', async () => {
    const learner = randomForestClassifier({ nEstimators: 2, maxSamples: 5000 });
    const model = await pipeline(learner).fit(await source(), { target: 'two', features });
    expect(model.parts.predictor.forest!.trees.weight[0]).toBe(5000);
  });

  test('a fit tells how many trees are done', async () => {
    const steps: number[] = [];
    await pipeline(randomForestClassifier({ nEstimators: 9 })).fit(await source(), {
      target: 'two',
      features,
      onProgress: (event) => event.stage === 'train' && steps.push(event.step),
    });
    expect(steps.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('a fit is stopped within 100 ms', async () => {
    const stop = new AbortController();
    const many = await fromRows(Array.from({ length: 20_000 }, (_, i) => ({ x: (i * 7919) % 9973, y: (i * 31) % 97 })));
    const fitting = pipeline(randomForestRegressor({ nEstimators: 100_000 })).fit(many, {
      target: 'y',
      signal: stop.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const began = performance.now();
    stop.abort();
    expect((await faultOf(() => fitting)).code).toBe('ABORTED');
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
