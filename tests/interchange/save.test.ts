import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { categoryNames } from '../../src/features/category-values.ts';
import {
  type ClassifierModel,
  decisionTreeRegressor,
  fromRows,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  loadLightGBM,
  pipeline,
  type RegressorModel,
  randomForestClassifier,
  randomForestRegressor,
  saveLightGBM,
  standardScaler,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

type Fitted = ClassifierModel | RegressorModel;

/** Numbers with gaps, categories by name with gaps, and a category of numbers. */
function madeRows(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const [a, b, c] = [(i * 7919) % 1009, (i * 104_729) % 37, (i * 31) % 5];
    const signal = a / 500 + (b % 3) + (c > 2 ? 1 : 0);
    return {
      'some number': i % 13 === 0 ? null : a / 10,
      zeros: i % 3 === 0 ? 0 : c - 2,
      town: i % 17 === 0 ? null : `town ${b}`,
      kind: i % 19 === 0 ? null : c * 10,
      two: signal > 2.5 ? 'yes' : 'no',
      three: signal > 3 ? 'high' : signal > 1.6 ? 'middle' : 'low',
      amount: signal * 10 + (i % 7),
      count: Math.floor(signal * 2),
    };
  });
}

const features = ['some number', 'zeros', 'town', 'kind'];
const boosting = { maxIter: 15, maxLeafNodes: 15, minSamplesLeaf: 5, categorical: ['town', 'kind'] };
const learners = {
  two: ['two', histGradientBoostingClassifier(boosting)],
  three: ['three', histGradientBoostingClassifier(boosting)],
  amount: ['amount', histGradientBoostingRegressor(boosting)],
  count: ['count', histGradientBoostingRegressor({ ...boosting, loss: 'poisson' })],
  forest: ['amount', randomForestRegressor({ nEstimators: 7, categorical: ['town', 'kind'] })],
  tree: ['amount', decisionTreeRegressor({ maxDepth: 5, categorical: ['town', 'kind'] })],
  classes: ['three', randomForestClassifier({ nEstimators: 7, categorical: ['town', 'kind'] })],
} as const;

async function fitted(name: keyof typeof learners): Promise<Fitted> {
  const [target, learner] = learners[name];
  const rows = madeRows(900).map((row) =>
    Object.fromEntries([...features, target].map((key) => [key, row[key as 'two']])),
  );
  return (await pipeline(learner as never).fit(await fromRows(rows), { target })) as Fitted;
}

/** Other rows, with categories that training never saw. */
function newRows() {
  return madeRows(1000)
    .slice(900)
    .map((row, i) => ({ ...row, town: i % 10 === 0 ? 'Atlantis' : row.town, kind: i % 9 === 0 ? 990 : row.kind }));
}

type NewRow = ReturnType<typeof newRows>[number];

function outputsOf(model: Fitted, row: Readonly<Record<string, string | number | null>>): number[] {
  return model.task === 'regression'
    ? [model.predictOne(row).prediction]
    : Object.values(model.predictOne(row).probability);
}

/** The row with categories by the codes that the model gives them. */
function coded(model: Fitted, row: NewRow): Record<string, number | null> {
  return Object.fromEntries(
    model.parts.predictor.forest!.inputs.map((input) => {
      const value = row[input.name as 'town'];
      const name = input.name.replace(' ', '_');
      if (input.kind !== 'categories') return [name, value as unknown as number | null];
      const code = value === null ? -1 : categoryNames(input.values).indexOf(String(value));
      return [name, code < 0 ? null : code];
    }),
  );
}

describe.each(Object.keys(learners) as (keyof typeof learners)[])('a model of %s', (name) => {
  test('written for LightGBM and read again predicts alike', async () => {
    const model = await fitted(name);
    const at = path.join(folder, `${name}.txt`);
    await saveLightGBM(model, at);
    if (name === 'classes') {
      // Shares of classes without a link: LightGBM hands them out, `loadLightGBM` knows no such objective.
      expect((await faultOf(() => loadLightGBM(at))).code).toBe('MODEL_UNSUPPORTED');
      return;
    }
    const again = (await loadLightGBM(at)) as Fitted;
    for (const row of newRows()) {
      expectClose(outputsOf(again, coded(model, row)), outputsOf(model, row), { relative: 1e-12, absolute: 1e-13 });
    }
  });
});

test('a model with steps that LightGBM lacks is refused, unless its trees alone are asked for', async () => {
  const rows = await fromRows(madeRows(300).map(({ zeros, amount }) => ({ zeros, amount })));
  const model = await pipeline(standardScaler(), histGradientBoostingRegressor({ maxIter: 3 })).fit(rows, {
    target: 'amount',
  });
  const at = path.join(folder, 'scaled.txt');
  const fault = await faultOf(() => saveLightGBM(model, at));
  expect(fault).toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  expect(fault.message).toContain("step 'standardScaler'");
  expect(existsSync(at)).toBe(false);
  await saveLightGBM(model, at, { treesAlone: true });
  expect(readFileSync(at, 'utf8')).toMatch(/^tree\n/);
  expect((await faultOf(() => saveLightGBM(model, at, { alone: true } as object))).code).toBe('OPTION_UNKNOWN');
  const nowhere = path.join(folder, 'no', 'such', 'folder.txt');
  expect((await faultOf(() => saveLightGBM(model, nowhere, { treesAlone: true }))).code).toBe('FILE_MISSING');
});

// The Python of the benchmarks' peers, as in load.test.ts.
const venv = path.join(import.meta.dirname, '../../bench/peers/.venv/bin/python');
const python = process.env.MILLRACE_PEERS_PYTHON ?? (existsSync(venv) ? venv : undefined);

/** LightGBM's predictions for a data frame with category columns: it encodes them by the names in the file. */
const PREDICT = `
import json, sys
import lightgbm, pandas
given = json.load(sys.stdin)
frame = pandas.DataFrame(given["rows"], columns=given["names"])
for name in frame:
    frame[name] = frame[name].astype("category" if name in given["categorical"] else "float64")
print(json.dumps(lightgbm.Booster(model_file=sys.argv[1]).predict(frame).ravel().tolist()))
`;

describe.skipIf(python === undefined)('LightGBM itself', () => {
  test.each(Object.keys(learners) as (keyof typeof learners)[])(
    'predicts what a model of %s predicts',
    async (name) => {
      const model = await fitted(name);
      const at = path.join(folder, `peer-${name}.txt`);
      await saveLightGBM(model, at);
      const inputs = model.parts.predictor.forest!.inputs;
      const rows = newRows();
      const input = JSON.stringify({
        names: inputs.map((one) => one.name.replace(' ', '_')),
        categorical: inputs.filter(({ kind }) => kind === 'categories').map((one) => one.name),
        rows: rows.map((row) => inputs.map((one) => row[one.name as 'town'])),
      });
      const out = execFileSync(python!, ['-c', PREDICT, at], { input, encoding: 'utf8' });
      const expected = rows.flatMap((row) => outputsOf(model, row).slice(name === 'two' ? 1 : 0));
      expectClose(JSON.parse(out.trim().split('\n').at(-1)!), expected, { relative: 1e-12, absolute: 1e-13 });
    },
  );
});
