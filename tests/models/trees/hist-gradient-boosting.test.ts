import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type ClassifierModel,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  loadModel,
  pipeline,
  type RegressorModel,
  read,
} from '../../../src/index.ts';
import { digestOf } from '../../support/digest.ts';
import { madeCsv } from '../../support/made-rows.ts';
import { file, temporaryFolder } from '../../support/temporary.ts';

// More than two blocks of rows of every kind, and no whole number of them.
const ROWS = 9_001;
const FEATURES = ['amount', 'size', 'city'];

const folder = temporaryFolder();
let csv: string;

beforeAll(() => {
  csv = file(folder, 'rows.csv', madeCsv(ROWS));
});

const classifier = () =>
  pipeline(
    histGradientBoostingClassifier({
      maxIter: 12,
      subsample: 0.7,
      columnSampleByNode: 0.7,
      earlyStopping: { patience: 5 },
      randomState: 3,
    }),
  );
const regressor = () => pipeline(histGradientBoostingRegressor({ maxIter: 30, loss: 'absolute' }));

async function models(run: { threads?: number; batchRows?: number }): Promise<[ClassifierModel, RegressorModel]> {
  const source = await read(csv, run.batchRows === undefined ? {} : { batchRows: run.batchRows });
  const { threads } = run;
  return [
    await classifier().fit(source, { target: 'label', features: FEATURES, threads }),
    await regressor().fit(source, { target: 'minutes', features: FEATURES, threads }),
  ];
}

const digests = (all: readonly (ClassifierModel | RegressorModel)[]) => all.map(digestOf);

describe('the model has the same bits', () => {
  let expected: string[];
  let first: [ClassifierModel, RegressorModel];
  beforeAll(async () => {
    first = await models({ threads: 1 });
    expected = digests(first);
  });

  test.each([2, 4])('with %i threads', async (threads) => {
    expect(digests(await models({ threads }))).toEqual(expected);
  });

  test.each([1_000, 65_536])('with batches of %i rows', async (batchRows) => {
    expect(digests(await models({ batchRows, threads: 2 }))).toEqual(expected);
  });

  test('after it was saved and loaded', async () => {
    for (const [i, model] of first.entries()) {
      const name = path.join(folder, `model-${i}.millrace`);
      await model.save(name);
      expect(digestOf((await loadModel(name)) as ClassifierModel)).toBe(expected[i]);
    }
  });
});

test('it learns: better than the mean and the prior by far', async () => {
  const [c, r] = await models({});
  const source = await read(csv);
  // Labels follow amount and city with much noise, minutes size and amount with little.
  expect((await c.evaluate(source, { trainedRows: 'allow' })).metrics.rocAuc).toBeGreaterThan(0.75);
  expect((await r.evaluate(source, { trainedRows: 'allow' })).metrics.r2).toBeGreaterThan(0.95);
});
