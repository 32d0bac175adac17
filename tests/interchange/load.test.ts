import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type ClassifierModel,
  fromRows,
  loadModel,
  logisticRegression,
  pipeline,
  type RegressorModel,
} from '../../src/index.ts';
import { loadLightGBM, loadXGBoost } from '../../src/interchange/load.ts';
import { saveLightGBM } from '../../src/interchange/save.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { file, temporaryFolder } from '../support/temporary.ts';
import { type GoldenCase, goldenCases } from './golden-cases.ts';

const folder = temporaryFolder();

type Loaded = ClassifierModel | RegressorModel;

/** The case's rows under the model's column names; null where missing. */
function rowsOf(model: Loaded, golden: GoldenCase) {
  const names = model.inputs;
  return golden.rows.map((row) =>
    Object.fromEntries(names.map((name, i) => [name, Number.isNaN(row[i]!) ? null : row[i]!])),
  );
}

/** Predictions in the library's form: the positive class's probability where there are two. */
async function predictionsOf(model: Loaded, rows: ReturnType<typeof rowsOf>): Promise<number[]> {
  const columns = model.task === 'classification' ? model.classes.map((name) => `probability_${name}`) : ['prediction'];
  const source = fromRows(rows, { types: Object.fromEntries(model.inputs.map((name) => [name, 'float64'])) });
  const out: number[] = [];
  for await (const batch of model.predict(await source)) {
    for (let r = 0; r < batch.numRows; r++) {
      const values = columns.map((name) => batch.getChild(name)!.get(r) as number);
      out.push(...(values.length === 2 ? values.slice(1) : values));
    }
  }
  return out;
}

function predictedOne(model: Loaded, row: ReturnType<typeof rowsOf>[number]): number[] {
  if (model.task === 'regression') return [model.predictOne(row).prediction];
  const values = Object.values(model.predictOne(row).probability);
  return values.length === 2 ? values.slice(1) : values;
}

describe.each([...goldenCases('lightgbm'), ...goldenCases('xgboost')])('$name', (golden) => {
  const isLightGBM = golden.name.startsWith('lightgbm');
  const bound = isLightGBM ? { relative: 1e-12, absolute: 1e-12 } : { relative: 1e-6, absolute: 1e-6 };
  const load = () => (isLightGBM ? loadLightGBM(golden.file) : loadXGBoost(golden.file));

  test('predicts what the library predicts, in batches and one by one', async () => {
    const model = await load();
    const rows = rowsOf(model, golden);
    const predictions = await predictionsOf(model, rows);
    expectClose(predictions, golden.prediction, bound);
    expect(rows.flatMap((row) => predictedOne(model, row))).toEqual(predictions);
  });

  test('saves and loads with the same bits', async () => {
    const model = await load();
    const rows = rowsOf(model, golden);
    const at = path.join(folder, `${golden.name}.millrace`);
    await model.save(at);
    const again = (await loadModel(at)) as Loaded;
    expect(await predictionsOf(again, rows)).toEqual(await predictionsOf(model, rows));
  });
});

describe('XGBoost rounds sums to float32 after each tree, and so do its models here', () => {
  test('150 trees on a mean of 1,000: the very same numbers', async () => {
    const [golden] = goldenCases('xgboost-sums');
    const model = await loadXGBoost(golden!.file);
    const predictions = await predictionsOf(model, rowsOf(model, golden!));
    expect(predictions.map(Math.fround)).toEqual(golden!.prediction.map(Math.fround));
  });

  test('150 trees behind an exponential', async () => {
    const [golden] = goldenCases('xgboost-gamma-sums');
    const model = await loadXGBoost(golden!.file);
    expectClose(await predictionsOf(model, rowsOf(model, golden!)), golden!.prediction, { relative: 1e-6 });
  });
});

test('all iterations of a model that stopped early, where asked for', async () => {
  const [golden] = goldenCases('xgboost-stopped');
  const best = await loadXGBoost(golden!.file);
  const all = await loadXGBoost(golden!.file, { iterations: 'all' });
  const treesOf = (model: Loaded) => model.parts.predictor.forest!.trees.treeOutputs.length;
  expect(treesOf(best)).toBe(golden!.bestIteration! + 1);
  expect(treesOf(all)).toBeGreaterThan(treesOf(best));
  expectClose(await predictionsOf(all, rowsOf(all, golden!)), golden!.predictionOfAll!, { absolute: 1e-6 });
});

test('evaluates against a target of class numbers', async () => {
  const [golden] = goldenCases('lightgbm-multiclass');
  const model = (await loadLightGBM(golden!.file, { target: 'kind of day' })) as ClassifierModel;
  const rows = rowsOf(model, golden!).map((row, r) => ({ ...row, 'kind of day': r % 3 }));
  const report = await model.evaluate(await fromRows(rows), { resamples: 0 });
  expect(model.classes).toEqual(['0', '1', '2']);
  expect(report.rowCount).toBe(rows.length);
  expect(model.parts.prior.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test('what loading refuses', async () => {
  const text = file(folder, 'notes.txt', 'a text\n');
  const [golden] = goldenCases('lightgbm-binary');
  const codeOf = async (work: () => unknown) => (await faultOf(work)).code;
  expect(await codeOf(() => loadLightGBM(path.join(folder, 'nowhere.txt')))).toBe('FILE_MISSING');
  expect(await codeOf(() => loadLightGBM(folder))).toBe('FILE_UNREADABLE');
  expect(await codeOf(() => loadLightGBM(text))).toBe('MODEL_INVALID');
  expect(await codeOf(() => loadXGBoost(text))).toBe('MODEL_INVALID');
  expect(await codeOf(() => loadXGBoost(golden!.file))).toBe('MODEL_INVALID');
  expect(await codeOf(() => loadLightGBM(golden!.file, { target: 'age' }))).toBe('COLUMN_DUPLICATE');
  expect(await codeOf(() => loadLightGBM(golden!.file, { iterations: 'all' } as object))).toBe('OPTION_UNKNOWN');
});

test('what writing refuses', async () => {
  const rows = Array.from({ length: 20 }, (_, r) => ({ x: r, y: r > 9 ? 'b' : 'a' }));
  const linear = await pipeline(logisticRegression()).fit(await fromRows(rows), { target: 'y' });
  const fault = await faultOf(() => saveLightGBM(linear, path.join(folder, 'linear.txt')));
  expect(fault.code).toBe('MODEL_UNSUPPORTED');
});

// The Python of the benchmarks' peers: `npm run bench:setup`, or one that MILLRACE_PEERS_PYTHON names.
const venv = path.join(import.meta.dirname, '../../bench/peers/.venv/bin/python');
const python = process.env.MILLRACE_PEERS_PYTHON ?? (existsSync(venv) ? venv : undefined);

/** LightGBM's predictions with a model that we wrote, for rows as JSON on its input. */
const PREDICT = `
import json, sys
import lightgbm, numpy
rows = numpy.array([[numpy.nan if v is None else v for v in row] for row in json.load(sys.stdin)], dtype=float)
print(json.dumps(lightgbm.Booster(model_file=sys.argv[1]).predict(rows).ravel().tolist()))
`;

describe.skipIf(python === undefined)('LightGBM itself', () => {
  test.each(goldenCases('lightgbm'))('reads what we write of $name', async (golden) => {
    const model = await loadLightGBM(golden.file);
    const written = path.join(folder, `${golden.name}.txt`);
    await saveLightGBM(model, written);
    const rows = JSON.stringify(golden.rows.map((row) => Array.from(row, (v) => (Number.isNaN(v) ? null : v))));
    const out = execFileSync(python!, ['-c', PREDICT, written], { input: rows, encoding: 'utf8' });
    expectClose(JSON.parse(out.trim().split('\n').at(-1)!), golden.prediction, { relative: 1e-12, absolute: 1e-12 });
  });
});
