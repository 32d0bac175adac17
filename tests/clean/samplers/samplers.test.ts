// Samplers: exact counts whatever the batches, and nothing of them but in training.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import {
  decisionTreeClassifier,
  dummyClassifier,
  fitTransform,
  fromRows,
  histGradientBoostingClassifier,
  linearRegression,
  loadModel,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  type Row,
  type RowStep,
  randomOverSampler,
  randomUnderSampler,
  type Source,
  simpleImputer,
  smote,
  targetEncoder,
} from '../../../src/index.ts';
import { valueAt } from '../../../src/source/row-values.ts';
import { faultOf } from '../../support/fault.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const random = randomStream(2, 'samplers test');
const COUNTS = { a: 300, b: 60, c: 21 };
const rows: Row[] = Array.from({ length: 381 }, (_, i) => {
  const label = i % 381 < 300 ? 'a' : i < 360 ? 'b' : 'c';
  return {
    x: random.uniform(2 * i) + (label === 'b' ? 2 : label === 'c' ? 5 : 0),
    count: Math.floor(random.uniform(2 * i + 1) * 40),
    day: new Date(Date.UTC(2020, 0, 1 + (i % 90))),
    kind: ['p', 'q'][i % 2]!,
    flag: i % 3 === 0,
    note: `note ${i}`,
    label,
  };
}).sort((one, other) => Number(one.count) - Number(other.count));
const options = { roles: { kind: 'categorical', note: 'text' }, types: { day: 'timestamp_us' } } as const;
const sourceFor = (batchRows?: number, given = rows) => fromRows(given, { ...options, batchRows });
const context = {
  run: {},
  task: 'classification',
  target: 'label',
  weight: undefined,
  group: undefined,
  features: ['x', 'count', 'day', 'kind', 'flag', 'note'],
} as const;

async function sampled(
  step: RowStep,
  source: Source,
  columns?: string[],
): Promise<{ ids: number[]; rows: Row[]; sizes: number[] }> {
  const fitted = await step.fit(source, context);
  const trained = fitted.train(source);
  const ids: number[] = [];
  const found: Row[] = [];
  const sizes: number[] = [];
  for await (const batch of trained.scan({ columns })) {
    ids.push(...batch.rowIds);
    sizes.push(batch.length);
    const names = [...batch.columns.keys()];
    for (let row = 0; row < batch.length; row++) {
      found.push(Object.fromEntries(names.map((name) => [name, valueAt(batch.columns.get(name)!.data, row)])));
    }
  }
  expect(ids).toHaveLength(trained.rowCount!);
  return { ids, rows: found, sizes };
}

function countsOf(found: readonly Row[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { label } of found) counts[String(label)] = (counts[String(label)] ?? 0) + 1;
  return counts;
}

const steps: [string, (seed?: number) => RowStep, Record<string, number>][] = [
  ['randomUnderSampler', (randomState = 0) => randomUnderSampler({ randomState }), { a: 21, b: 21, c: 21 }],
  ['randomOverSampler', (randomState = 0) => randomOverSampler({ randomState }), { a: 300, b: 300, c: 300 }],
  ['smote', (randomState = 0) => smote({ randomState }), { a: 300, b: 300, c: 300 }],
];

test('a repeat does not tell its row the target: a cross-fitted encoder has both in one fold', async () => {
  // Each row has a category of its own, so that only a repeat of it could tell.
  const apart = Array.from({ length: 120 }, (_, i) => ({ key: `k${i}`, label: i % 4 === 0 ? 'b' : 'a' }));
  const source = await fromRows(apart, { roles: { key: 'categorical' } });
  const { train } = await randomOverSampler().fit(source, { ...context, features: ['key'] });
  const { matrix } = await fitTransform(targetEncoder('key', { cv: 5 }), train(source), { target: 'label' });
  const { values } = matrix.rows();
  expect(values).toHaveLength(180);
  expect(new Set(values).size).toBeLessThanOrEqual(5); // the mean of the other folds, and nothing else
});

describe.each(steps)('%s', (name, make, wanted) => {
  test('gives exactly as many rows of each class', async () => {
    expect(countsOf((await sampled(make(), await sourceFor())).rows)).toEqual(wanted);
  });

  test('gives the same rows whatever the batches, and others by another seed', async () => {
    const whole = await sampled(make(), await sourceFor());
    for (const batchRows of [1, 7, 100]) {
      const cut = await sampled(make(), await sourceFor(batchRows));
      expect({ ids: cut.ids, rows: cut.rows }).toEqual({ ids: whole.ids, rows: whole.rows });
    }
    expect((await sampled(make(5), await sourceFor())).rows).not.toEqual(whole.rows);
  });

  test('gives the same rows in every scan, and the columns that are asked for', async () => {
    const source = await sourceFor();
    const trained = (await make().fit(source, context)).train(source);
    const read = async () => {
      const values: number[] = [];
      for await (const batch of trained.scan({ columns: ['x'], batchRows: 50 })) {
        expect([...batch.columns.keys()]).toEqual(['x']);
        expect(batch.length).toBeLessThanOrEqual(50);
        values.push(...(batch.columns.get('x')!.data.values as Float64Array));
      }
      return values;
    };
    const first = await read();
    expect(first).toHaveLength(Object.values(wanted).reduce((sum, count) => sum + count, 0));
    expect(await read()).toEqual(first);
  });

  test('keeps the ids of the rows it was given: repeats share theirs, rows that were made up have their own', async () => {
    const source = await sourceFor();
    const given = await source.rows(rows.length);
    const { ids, rows: found } = await sampled(make(), source);
    const repeats = name === 'randomOverSampler';
    const own = repeats ? ids.slice(0, rows.length) : ids;
    expect(own.every((id, i) => i === 0 || id > own[i - 1]!)).toBe(true);
    ids.forEach((id, i) => {
      if (id < rows.length) expect(found[i]).toEqual(given[id]);
      else expect(repeats ? -1 : id).toBeGreaterThanOrEqual(2 ** 52);
    });
  });

  test('leaves rows without a target alone', async () => {
    const gaps = rows.map((row, i) => (i % 50 === 7 ? { ...row, label: null } : row));
    const missing = gaps.filter(({ label }) => label === null).length;
    const { rows: found } = await sampled(make(), await sourceFor(64, gaps));
    expect(found.filter(({ label }) => label === null)).toHaveLength(missing);
  });

  test('is told of: the model keeps what was done, through a file', async () => {
    const model = await pipeline(make(), dummyClassifier()).fit(await sourceFor(), { target: 'label' });
    const [record] = model.cleaning.steps;
    expect(record).toMatchObject({ step: name, kind: 'sampler', rows: 381 });
    const changed = (record!.added ?? record!.dropped).reduce((sum, { rows: count }) => sum + count, 0);
    expect(changed).toBe(Math.abs(Object.values(wanted).reduce((sum, count) => sum + count, 0) - 381));
    const file = path.join(folder, `${name}.millrace`);
    await model.save(file);
    expect((await loadModel(file)).cleaning).toEqual(model.cleaning);
  });

  test('refuses what the classes do not allow', async () => {
    const fault = async (step: RowStep) => faultOf(async () => step.fit(await sourceFor(), context));
    const build = { randomUnderSampler, randomOverSampler, smote }[name as 'smote'];
    expect(await fault(build({ samplingStrategy: 0.5 }))).toMatchObject({ code: 'OPTION_INVALID', value: 0.5 });
    expect(await fault(build({ samplingStrategy: { z: 9 } }))).toMatchObject({ code: 'OPTION_INVALID', value: 'z' });
    const wrong = name === 'randomUnderSampler' ? 9999 : 2;
    expect(await fault(build({ samplingStrategy: { b: wrong } }))).toMatchObject({
      code: 'OPTION_INVALID',
      value: wrong,
    });
    const regression = pipeline(build(), linearRegression()).fit(await sourceFor(), {
      target: 'x',
      features: ['count'],
    });
    expect((await faultOf(() => regression)).code).toBe('OPTION_INVALID');
    const one = await sourceFor(
      undefined,
      rows.filter(({ label }) => label === 'a'),
    );
    expect((await faultOf(() => build().fit(one, context))).code).toBe('TARGET_CONSTANT');
    // @ts-expect-error no such option
    expect(() => build({ ratio: 1 })).toThrow(/ratio/);
  });
});

describe('strategies', () => {
  const two = rows.filter(({ label }) => label !== 'c');
  const cases: [RowStep, Row[], Record<string, number>][] = [
    [randomUnderSampler({ samplingStrategy: 0.5 }), two, { a: 120, b: 60 }],
    [randomUnderSampler({ samplingStrategy: 'majority' }), rows, { a: 21, b: 60, c: 21 }],
    [randomUnderSampler({ samplingStrategy: { a: 100, b: 0 } }), rows, { a: 100, c: 21 }],
    [randomOverSampler({ samplingStrategy: 0.5 }), two, { a: 300, b: 150 }],
    [randomOverSampler({ samplingStrategy: 'minority' }), rows, { a: 300, b: 60, c: 300 }],
    [randomOverSampler({ samplingStrategy: { c: 22 } }), rows, { a: 300, b: 60, c: 22 }],
    [smote({ samplingStrategy: { c: 25, b: 61 } }), rows, { a: 300, b: 61, c: 25 }],
  ];
  test.each(cases)('%#', async (step, given, wanted) => {
    expect(countsOf((await sampled(step, await sourceFor(50, given))).rows)).toEqual(wanted);
  });
});

test('randomOverSampler repeats the rows of a class equally often, give or take one', async () => {
  const { rows: found } = await sampled(randomOverSampler(), await sourceFor());
  const times = new Map<string, number>();
  for (const row of found) times.set(String(row.note), (times.get(String(row.note)) ?? 0) + 1);
  for (const row of rows) {
    const each = 300 / COUNTS[row.label as 'a'];
    expect([Math.floor(each), Math.ceil(each)]).toContain(times.get(String(row.note)));
  }
});

describe('rows made up by smote', () => {
  const made = async (given = rows, step = smote()) =>
    (await sampled(step, await sourceFor(undefined, given))).rows.slice(given.length);

  test('lie between rows of their class, as their columns hold values', async () => {
    for (const row of await made()) {
      const own = rows.filter(({ label }) => label === row.label);
      const within = (name: string) => own.map((one) => Number(one[name]));
      for (const name of ['x', 'count', 'day']) {
        expect(Number(row[name])).toBeGreaterThanOrEqual(Math.min(...within(name)));
        expect(Number(row[name])).toBeLessThanOrEqual(Math.max(...within(name)));
      }
      expect(Number.isInteger(Number(row.count))).toBe(true);
      expect(['p', 'q']).toContain(row.kind);
      expect(own.map(({ note }) => note)).toContain(row.note);
    }
  });

  test('take the most frequent category among the nearest', async () => {
    const far = (i: number) => (i < 8 ? 0 : 1000);
    const given = Array.from({ length: 46 }, (_, i) => ({
      x: i < 16 ? far(i) + i / 100 : i,
      kind: i < 16 ? (i < 8 ? 'near' : 'far') : 'other',
      label: i < 16 ? 'rare' : 'usual',
    }));
    const source = await fromRows(given, { roles: { kind: 'categorical' }, types: { x: 'float64' } });
    const { rows: found } = await sampled(
      {
        ...smote({ kNeighbors: 3 }),
        fit: (one, given) => smote({ kNeighbors: 3 }).fit(one, { ...given, features: ['x', 'kind'] }),
      },
      source,
    );
    for (const row of found.slice(46)) expect(row.kind).toBe(Number(row.x) < 500 ? 'near' : 'far');
  });

  test('stay missing where a number is missing, and are numbers elsewhere', async () => {
    const gaps = rows.map((row, i) => (i % 2 === 0 ? { ...row, x: null } : row));
    const found = await made(gaps);
    expect(found.some(({ x }) => x === null)).toBe(true);
    expect(found.some(({ x }) => typeof x === 'number' && Number.isFinite(x))).toBe(true);
    expect(found.every(({ x }) => x === null || Number.isFinite(x))).toBe(true);
  });

  test('need more rows of a class than neighbours', async () => {
    const error = await faultOf(async () => smote({ kNeighbors: 21 }).fit(await sourceFor(), context));
    expect(error).toMatchObject({ code: 'OPTION_INVALID', value: 21 });
    expect(await made(rows, smote({ kNeighbors: 20 }))).toHaveLength(519);
  });
});

describe('nothing leaks out of training', () => {
  const learners = [randomUnderSampler(), randomOverSampler(), smote()];

  test.each(learners)('$name: evaluation and prediction see every row once, and no other', async (step) => {
    const { train, test: held } = await (await sourceFor()).split({ test: 0.3, stratify: 'label', randomState: 1 });
    const model = await pipeline(step, oneHotEncoder('kind'), decisionTreeClassifier()).fit(train, {
      target: 'label',
      features: ['x', 'count', 'kind'],
    });
    const report = await model.evaluate(held, { resamples: 0 });
    expect(report.rowCount).toBe(held.rowCount);
    let answers = 0;
    for await (const batch of model.predict(held)) answers += batch.numRows;
    expect(answers).toBe(held.rowCount);
    const report2 = await model.evaluate(held, { resamples: 0 });
    expect(report2.metrics).toEqual(report.metrics);
  });

  test.each(learners)('$name: validation rows are not sampled', async (step) => {
    const { train, valid } = await (await sourceFor()).split({ test: 0.1, valid: 0.3, stratify: 'label' });
    const model = await pipeline(step, histGradientBoostingClassifier({ maxIter: 5 })).fit(train, {
      target: 'label',
      features: ['x', 'count'],
      valid,
    });
    expect(model.parts.training.validationRows).toBe(valid.rowCount);
    expect(model.parts.training.rows).not.toBe(train.rowCount);
  });

  test.each(learners)('$name: what is held out changes nothing that was learnt', async (step) => {
    const sides = { test: 0.3, stratify: 'label', randomState: 1 };
    const learn = (from: Source) =>
      pipeline(step, simpleImputer(), logisticRegression()).fit(from, { target: 'label', features: ['x', 'count'] });
    const { train } = await (await sourceFor()).split(sides);
    const kept = new Set((await train.rows(rows.length)).map(({ note }) => note));
    const spoilt = rows.map((row) => (kept.has(row.note!) ? row : { ...row, x: 1e6, count: 0 }));
    const { train: other } = await (await sourceFor(undefined, spoilt)).split(sides);
    expect((await learn(other)).linear).toEqual((await learn(train)).linear);
  });

  test.each(learners)('$name: a model knows the rows that it was fitted on, and those alone', async (step) => {
    const source = await sourceFor();
    const { train, test: held } = await source.split({ test: 0.3, stratify: 'label' });
    const model = await pipeline(step, logisticRegression()).fit(train, { target: 'label', features: ['x'] });
    expect((await faultOf(() => model.evaluate(train, { resamples: 0 }))).code).toBe('ROWS_TRAINED_ON');
    await model.evaluate(held, { resamples: 0 });
  });

  test('one sampler behind another', async () => {
    const both = pipeline(
      randomOverSampler({ samplingStrategy: { c: 60 } }),
      smote({ samplingStrategy: { c: 100 } }),
      randomUnderSampler(),
      dummyClassifier(),
    );
    const model = await both.fit(await sourceFor(), { target: 'label' });
    expect(model.parts.training.rows).toBe(180);
  });
});
