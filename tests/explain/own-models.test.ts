import { describe, expect, test } from 'vitest';
import {
  type ClassifierModel,
  dumpTrees,
  featureImportance,
  fromRows,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  loadModel,
  pipeline,
  type RegressorModel,
  randomForestClassifier,
  type ShapBatch,
  shapInteractions,
  shapValues,
  type TreesDump,
  tfidfVectorizer,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const WORDS = ['apple', 'pear', 'plum', 'fig', 'nut', 'seed'];

function madeRows(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const picked = WORDS.filter((_, w) => (i * (w + 3) * 7919) % 5 < 2);
    return {
      x: i % 9 === 0 ? null : ((i * 7919) % 199) / 7,
      town: i % 11 === 0 ? null : `town ${(i * 31) % 13}`,
      text: picked.length === 0 ? 'none' : picked.join(' '),
      likes: picked.includes('plum') !== picked.includes('nut') || (i * 31) % 13 === 4 ? 'yes' : 'no',
      amount: ((i * 7919) % 199) / 10 + ((i * 31) % 13 > 6 ? 20 : 0),
    };
  });
}

type Row = ReturnType<typeof madeRows>[number];
const only = (rows: readonly Row[], names: readonly (keyof Row)[]) =>
  rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));

async function sumsOf(batches: AsyncIterable<ShapBatch>): Promise<number[]> {
  const sums: number[] = [];
  for await (const { values, features, base, outputs } of batches) {
    for (let at = 0, k = 0; at < values.length; at += features.length, k = (k + 1) % outputs.length) {
      sums.push(values.subarray(at, at + features.length).reduce((a, b) => a + b, base[k]!));
    }
  }
  return sums;
}

const logOdds = (p: number) => Math.log(p / (1 - p));

describe('terms of a text', () => {
  const train = async (): Promise<ClassifierModel> => {
    const rows = await fromRows(only(madeRows(400), ['text', 'likes']), { roles: { text: 'text' } });
    const learner = histGradientBoostingClassifier({ maxIter: 10, minSamplesLeaf: 5 });
    return pipeline(tfidfVectorizer('text'), learner).fit(rows, { target: 'likes' });
  };

  test('are features by name', async () => {
    const model = await train();
    const names = featureImportance(model).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(1);
    expect(names.every((name) => [...WORDS, 'none'].includes(name))).toBe(true);
    expect(dumpTrees(model, 'text', { end: 1 })).toMatch(/^tree 0\n(apple|pear|plum|fig|nut|seed|none) ≤ /);
  });

  test('have SHAP values that add up to the log-odds', async () => {
    const model = await train();
    const rows = only(madeRows(60), ['text']);
    const sums = await sumsOf(shapValues(model, await fromRows(rows, { roles: { text: 'text' } })));
    expectClose(
      sums,
      rows.map((row) => logOdds(model.predictOne(row).probability.yes!)),
      { absolute: 1e-9 },
    );
  });
});

test('categories and missing values: values add up to the prediction, and are the same after save and load', async () => {
  const learner = histGradientBoostingRegressor({ maxIter: 20, maxLeafNodes: 15, minSamplesLeaf: 5 });
  const names = ['x', 'town', 'amount'] as const;
  const model: RegressorModel = await pipeline(learner).fit(await fromRows(only(madeRows(500), names)), {
    target: 'amount',
  });
  const rows = only(madeRows(80), ['x', 'town']).map((row, i) => (i % 7 === 0 ? { ...row, town: 'Atlantis' } : row));
  const source = await fromRows(rows);
  const sums = await sumsOf(shapValues(model, source));
  expectClose(
    sums,
    rows.map((row) => model.predictOne(row).prediction),
    { absolute: 1e-9 },
  );
  const at = file(temporaryFolder(), 'model.millrace', '');
  await model.save(at);
  expect(await sumsOf(shapValues(await loadModel(at), source))).toEqual(sums);
  const dump = JSON.parse(dumpTrees(model, 'json')) as TreesDump;
  expect(JSON.stringify(dump.trees)).toContain('"town 4"');
});

test('a forest of classes is explained by their shares', async () => {
  const rows = only(madeRows(300), ['x', 'town', 'likes']);
  const learner = randomForestClassifier({ nEstimators: 5, maxDepth: 6 });
  const model: ClassifierModel = await pipeline(learner).fit(await fromRows(rows), { target: 'likes' });
  const source = await fromRows(only(madeRows(40), ['x', 'town']));
  const expected = only(madeRows(40), ['x', 'town']).flatMap((row) => Object.values(model.predictOne(row).probability));
  expectClose(await sumsOf(shapValues(model, source)), expected, { absolute: 1e-9 });
  for await (const { outputs, features, values } of shapInteractions(model, source)) {
    expect(outputs).toEqual(['no', 'yes']);
    expect(values).toHaveLength(40 * 2 * features.length ** 2);
  }
});

test('stops when it is told to', async () => {
  const rows = only(madeRows(500), ['x', 'town', 'likes']);
  const model = await pipeline(histGradientBoostingClassifier({ maxIter: 5 })).fit(await fromRows(rows), {
    target: 'likes',
  });
  const stop = new AbortController();
  const fault = await faultOf(async () => {
    const source = await fromRows(rows, { batchRows: 50 });
    for await (const { rowIds } of shapValues(model, source, { signal: stop.signal })) {
      if (rowIds[0] === 0) stop.abort();
    }
  });
  expect(fault.code).toBe('ABORTED');
});
