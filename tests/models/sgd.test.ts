// Parity with scikit-learn: tests/golden/make_sgd.py wrote the expectations. And what holds at any size.
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  columns,
  keep,
  loadModel,
  oneHotEncoder,
  pipeline,
  read,
  type Source,
  sgdClassifier,
  sgdRegressor,
  simpleImputer,
  standardScaler,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { digestOf } from '../support/digest.ts';
import { faultOf } from '../support/fault.ts';
import { golden, sourceOf, type Table } from '../support/golden-tables.ts';
import { madeCsv } from '../support/made-rows.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const expected = golden<{
  table: Table;
  cases: {
    target: 'two' | 'three' | 'number';
    options: Record<string, unknown>;
    weighted: boolean;
    sparse: boolean;
    coefficients: number[][];
    intercepts: number[];
    epochs: number;
  }[];
  probabilities: { loss: 'logLoss' | 'modifiedHuber'; target: string; probabilities: number[][] }[];
}>('sgd.json');

const { table } = expected;
let source: Source;
beforeAll(async () => {
  source = await sourceOf(table);
});
const features = ['a', 'b', 'c', 'd'];

describe('as scikit-learn', () => {
  test.each(expected.cases)('$target $options weighted $weighted sparse $sparse', async (one) => {
    const learner = one.target === 'number' ? sgdRegressor(one.options) : sgdClassifier(one.options);
    const roles = { target: one.target, ...(one.weighted ? { weight: 'w' } : {}) };
    const fit = one.sparse
      ? pipeline(columns(keep(['a', 'b']), oneHotEncoder('kind')), learner as ReturnType<typeof sgdRegressor>)
      : pipeline(learner as ReturnType<typeof sgdRegressor>);
    const model = await fit.fit(source, { ...roles, features: one.sparse ? ['a', 'b', 'kind'] : features });
    const { weights, intercepts } = model.linear!;
    const tolerance = { relative: 1e-9, absolute: 1e-12 };
    const width = one.coefficients[0]!.length;
    one.coefficients.forEach((row, k) => {
      expectClose([...weights.subarray(k * width, (k + 1) * width)], row, tolerance, `output ${k}`);
    });
    expectClose([...intercepts], one.intercepts, tolerance, 'intercepts');
    expect(model.history.length).toBe(one.epochs);
  });

  test.each(expected.probabilities)('probabilities of $loss, $target', async ({ loss, target, probabilities }) => {
    const model = await pipeline(sgdClassifier({ loss, alpha: 0.01, shuffle: false, tol: null, maxIter: 4 })).fit(
      source,
      {
        target,
        features,
      },
    );
    probabilities.forEach((row, i) => {
      const { probability } = model.predictOne(Object.fromEntries(features.map((name) => [name, table[name]![i]!])));
      expectClose(
        model.classes.map((name) => probability[name]!),
        row,
        { relative: 1e-7 }, // steps carry on what the last digit of a loss differs by
        `row ${i}`,
      );
    });
  });
});

describe('of rows that are read again for each epoch', () => {
  // More than two windows of 16,384 rows, and no whole number of them.
  const ROWS = 35_001;
  const folder = temporaryFolder();
  let csv: string;
  beforeAll(() => {
    csv = file(folder, 'rows.csv', madeCsv(ROWS));
  });

  async function fitted(given: { threads?: number; batchRows?: number; keptBytes?: number; shuffle?: boolean }) {
    const { threads, batchRows, ...options } = given;
    const steps = columns(['amount', simpleImputer(), standardScaler()], oneHotEncoder('city'));
    const rows = await read(csv, { batchRows });
    const learner = sgdClassifier({ loss: 'logLoss', maxIter: 3, tol: null, randomState: 5, ...options });
    return pipeline(steps, learner).fit(rows, { target: 'label', features: ['amount', 'city'], threads });
  }

  test('the model does not depend on batches, threads, or on what stays in memory', async () => {
    const first = await fitted({ threads: 1 });
    const expected = digestOf(first);
    expect(first.parts.training.passes).toBe(3); // the imputer, encoder and target; the scaler; the first epoch
    for (const given of [{ threads: 2 }, { batchRows: 777 }, { batchRows: 100_000 }, { keptBytes: 0 }]) {
      expect(digestOf(await fitted(given)), JSON.stringify(given)).toBe(expected);
    }
    const streamed = await fitted({ keptBytes: 0, batchRows: 5000 });
    expect(digestOf(streamed)).toBe(expected);
    expect(streamed.parts.training.passes).toBe(5);
    // Sparse rows: the scaled amount and one city.
    expect(streamed.parts.training.valueCount).toBe(first.parts.training.valueCount);
    expect(streamed.parts.training.valueCount).toBeGreaterThan(ROWS);
  });

  test('the order of an epoch is by the seed', async () => {
    const shuffled = await fitted({});
    const inOrder = await fitted({ shuffle: false });
    expect(digestOf(inOrder)).not.toBe(digestOf(shuffled));
    expect(digestOf(await fitted({ shuffle: false, batchRows: 999, keptBytes: 0 }))).toBe(digestOf(inOrder));
  });

  test('a saved model predicts the same', async () => {
    const model = await fitted({});
    const at = path.join(folder, 'sgd.millrace');
    await model.save(at);
    const loaded = await loadModel(at);
    for (const amount of [0, 3.5, -2]) {
      const row = { amount, city: 'Leeds' };
      expect(loaded.predictOne(row)).toEqual(model.predictOne(row));
    }
  });
});

test('training that maxIter cuts short says so', async () => {
  const fitted = (options: object) => pipeline(sgdRegressor(options)).fit(source, { target: 'number', features });
  expect((await fitted({ maxIter: 2 })).parts.predictor.converged).toBe(false);
  expect((await fitted({ maxIter: 1000 })).parts.predictor.converged).toBe(true);
  // The objective only rose.
  const far = await fitted({ eta0: 100, learningRate: 'constant' });
  expect(far.parts.predictor.converged).toBe(false);
  const { history } = await fitted({ maxIter: 3, tol: null });
  expect(history.map(({ step }) => step)).toEqual([1, 2, 3]);
  expect(history[2]!.loss).toBeLessThan(history[0]!.loss);
});

test('what can not be learnt is told', async () => {
  const grows = pipeline(sgdRegressor({ eta0: 1e300, learningRate: 'constant' })).fit(source, {
    target: 'number',
    features,
  });
  expect(await faultOf(() => grows)).toMatchObject({ code: 'VALUE_INFINITE' });
  const unknown = pipeline(sgdClassifier({ classWeight: { yes: 2 } })).fit(source, { target: 'two', features });
  expect(await faultOf(() => unknown)).toMatchObject({ code: 'OPTION_INVALID' });
  expect(() => sgdClassifier({ alpha: 0 })).toThrow(/alpha/);
  expect(() => sgdRegressor({ loss: 'hinge' } as never)).toThrow(/loss/);
});

test.each([1, 2, 16_384, 16_385])('%i rows', async (rows) => {
  const numbers = Array.from({ length: rows }, (_, i) => i % 7);
  const few = await sourceOf({ x: numbers, y: numbers.map((x) => 2 * x + (rows === 1 ? 1 : 0)) });
  const model = await pipeline(sgdRegressor({ maxIter: 5, tol: null })).fit(few, { target: 'y' });
  expect(Number.isFinite(model.predictOne({ x: 3 }).prediction)).toBe(true);
  expect(model.parts.training.valueCount).toBe(rows);
});
