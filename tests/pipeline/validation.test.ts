import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  dummyRegressor,
  fromRows,
  loadModel,
  logisticRegression,
  pipeline,
  type RankerModel,
  type Row,
  type Source,
  standardScaler,
} from '../../src/index.ts';
import { counted } from '../support/counting-reader.ts';
import { faultOf } from '../support/fault.ts';
import { watching } from '../support/iterative-learner.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

const rowsOf = (rows: readonly Row[]): Promise<Source> => fromRows(rows);
const train = () =>
  rowsOf([
    { x: 1, kind: 'b', w: 1, q: 'q1' },
    { x: 2, kind: 'a', w: 2, q: 'q1' },
    { x: 3, kind: 'b', w: 3, q: 'q2' },
  ]);

describe('rows that tell when to stop', () => {
  test('go through the steps fitted on the training rows, and come behind them', async () => {
    const valid = await rowsOf([
      { x: 2, kind: 'b', w: 0.5, q: 'q9' },
      { x: 5, kind: 'a', w: 0, q: 'q9' },
    ]);
    const { learner, reached } = watching('classification');
    const { source, reader } = counted(valid);
    const model = await pipeline(standardScaler('x'), learner).fit(await train(), {
      target: 'kind',
      features: ['x'],
      weight: 'w',
      valid: source,
      earlyStopping: { metric: 'logLoss', patience: 20 },
    });
    const [data] = reached;
    expect(data!.target).toEqual([1, 0, 1, 1, 0]);
    expect(data!.weight).toEqual([1, 2, 3, 0.5, 0]);
    expect(data!.validationRows).toBe(2);
    expect(data!.options.earlyStopping).toEqual({ metric: 'logLoss', patience: 20 });
    // Weighted mean 7/3, variance 5/9 of the training rows alone.
    const scaled = [1, 2, 3, 2, 5].map((x) => Math.fround((x - 7 / 3) / Math.sqrt(5 / 9)));
    expect([...data!.rows]).toEqual(scaled.map((value) => expect.closeTo(value, 5)));
    expect(model.parts.prior).toEqual(Float64Array.of(1 / 3, 2 / 3));
    expect(model.parts.training).toMatchObject({
      rows: 3,
      validationRows: 2,
      excludedValidationRows: { targetMissing: 0, classUnknown: 0 },
    });
    expect(reader.scans).toBe(2); // the answers, then the features
  });

  test('of a class that training has not are left out and counted', async () => {
    const valid = await rowsOf([
      { x: 7, kind: 'new', w: 1, q: '' },
      { x: 8, kind: 'a', w: 1, q: '' },
    ]);
    const { learner, reached } = watching('classification');
    const model = await pipeline(learner).fit(await train(), { target: 'kind', features: ['x'], valid });
    expect(reached[0]).toMatchObject({ target: [1, 0, 1, 0], validationRows: 1 });
    expect([...reached[0]!.rows]).toEqual([1, 2, 3, 8]);
    expect(model.parts.training.excludedValidationRows).toEqual({ targetMissing: 0, classUnknown: 1 });
  });

  test('without a target are an error, or left out and counted as asked; -1 is a number like others', async () => {
    const valid = await rowsOf([
      { x: -1, w: 1 },
      { x: null, w: 5 },
    ]);
    const { learner, reached } = watching('regression');
    const fitted = async (missingTarget?: 'drop') =>
      pipeline(learner).fit(await train(), { target: 'x', features: ['w'], valid, missingTarget });
    expect(await faultOf(() => fitted())).toMatchObject({ code: 'TARGET_MISSING', column: 'x' });
    const model = await fitted('drop');
    expect(reached[0]!.target).toEqual([1, 2, 3, -1]);
    expect(model.parts.training.excludedValidationRows).toEqual({ targetMissing: 1, classUnknown: 0 });
  });

  test('get the columns derived for the training rows', async () => {
    const derived = (await train()).derive((c) => ({ twice: c.w!.mul(2), late: c.x!.gt(1) }));
    const { learner, reached } = watching('classification');
    const valid = await rowsOf([{ x: 10, w: 10 }]);
    await pipeline(learner).fit(derived, { target: 'late', features: ['twice'], valid });
    expect(reached[0]).toMatchObject({ target: [0, 1, 1, 1], validationRows: 1 });
    expect([...reached[0]!.rows]).toEqual([2, 4, 6, 20]);
  });

  test('have groups of their own', async () => {
    const valid = await rowsOf([
      { x: 0, w: 1, q: 'q2' },
      { x: 1, w: 1, q: 'q7' },
    ]);
    const { learner, reached } = watching('ranking');
    await pipeline(learner).fit(await train(), { target: 'x', features: ['w'], group: 'q', valid });
    expect(reached[0]!.group).toEqual([0, 0, 1, 2, 3]);
  });

  const faults = [
    ['no column the model reads', [{ kind: 'a', w: 1 }], 'COLUMN_MISSING'],
    ['no target', [{ x: 1, w: 1 }], 'COLUMN_MISSING'],
    ['a negative weight', [{ x: 1, kind: 'a', w: -1 }], 'WEIGHT_INVALID'],
    [
      'a missing weight',
      [
        { x: 1, kind: 'a', w: null },
        { x: 1, kind: 'a', w: 1 },
      ],
      'WEIGHT_INVALID',
    ],
    ['weights that are all 0', [{ x: 1, kind: 'a', w: 0 }], 'WEIGHT_INVALID'],
    ['only classes that training has not', [{ x: 1, kind: 'z', w: 1 }], 'ROWS_TOO_FEW'],
  ] as const;
  test.each(faults)('with %s', async (_, rows, code) => {
    const { learner } = watching('classification');
    const fitted = async () =>
      pipeline(learner).fit(await train(), {
        target: 'kind',
        features: ['x'],
        weight: 'w',
        valid: await rowsOf(rows),
      });
    expect(await faultOf(fitted)).toMatchObject({ code });
  });
});

describe('what does not go together is refused', () => {
  test('validation rows for a learner that never stops early', async () => {
    const options = { target: 'kind', features: ['x'], valid: await train() };
    expect(await faultOf(async () => pipeline(logisticRegression()).fit(await train(), options))).toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining('logisticRegression'),
    });
    expect(
      await faultOf(async () => pipeline(dummyRegressor()).fit(await train(), { ...options, target: 'w' })),
    ).toMatchObject({ code: 'OPTION_INVALID' });
  });

  test('early stopping without rows to stop by, or without patience', async () => {
    const fitted = async (earlyStopping: object) =>
      pipeline(watching('classification').learner).fit(await train(), {
        target: 'kind',
        features: ['x'],
        earlyStopping: earlyStopping as never,
      });
    expect(await faultOf(() => fitted({ patience: 5 }))).toMatchObject({ code: 'OPTION_INVALID' });
    expect(await faultOf(() => fitted({}))).toMatchObject({ code: 'OPTION_INVALID' });
    expect(await faultOf(() => fitted({ patience: 1, rounds: 3 }))).toMatchObject({ code: 'OPTION_UNKNOWN' });
  });

  test('early stopping that is said twice', async () => {
    const learner = { ...watching('classification').learner, options: { earlyStopping: true } };
    const fitted = async () =>
      pipeline(learner).fit(await train(), {
        target: 'kind',
        features: ['x'],
        valid: await train(),
        earlyStopping: { patience: 5 },
      });
    expect(await faultOf(fitted)).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('twice') });
  });

  test('ranking without groups, missing groups, and relevance below 0', async () => {
    const { learner } = watching('ranking');
    const fitted = async (options: { group?: string }, rows: readonly Row[]) =>
      faultOf(async () => pipeline(learner).fit(await rowsOf(rows), { target: 'x', features: ['w'], ...options }));
    expect(await fitted({}, [{ x: 1, w: 1 }])).toMatchObject({ code: 'OPTION_INVALID' });
    const missing = [
      { x: 1, w: 1, q: 'a' },
      { x: 2, w: 1, q: null },
    ];
    expect(await fitted({ group: 'q' }, missing)).toMatchObject({ code: 'VALUE_MISSING', column: 'q' });
    const negative = [
      { x: -1, w: 1, q: 'a' },
      { x: 2, w: 1, q: 'a' },
    ];
    expect(await fitted({ group: 'q' }, negative)).toMatchObject({ code: 'TARGET_INVALID', column: 'x' });
  });
});

test('a ranker is measured within groups, saved and loaded', async () => {
  const source = await rowsOf([
    { x: 2, w: 1, q: 'a' },
    { x: 0, w: 2, q: 'a' },
    { x: 1, w: 3, q: 'b' },
    { x: null, w: 3, q: 'b' },
  ]);
  const { learner } = watching('ranking');
  const model = await pipeline(learner).fit(source, {
    target: 'x',
    features: ['w'],
    group: 'q',
    missingTarget: 'drop',
  });
  const report = await model.evaluate(source, { trainedRows: 'allow' });
  expect(report).toMatchObject({ rowCount: 3, groupCount: 2, excludedRows: { targetMissing: 1, classUnknown: 0 } });
  expect(report.metrics.ndcg).toBe(report.baseline.ndcg); // every score is the same
  const at = path.join(folder, 'ranker.millrace');
  await model.save(at);
  const loaded = (await loadModel(at)) as RankerModel;
  expect(loaded).toMatchObject({ task: 'ranking', group: 'q', inputs: [] });
  expect(loaded.predictOne({})).toEqual(model.predictOne({}));
  expect(await loaded.evaluate(source)).toEqual({ ...report, trainedRows: 0 });
  expect(
    await faultOf(() => loaded.evaluate(source.derive((c) => ({ y: c.x! })).filter((c) => c.x!.lt(0)))),
  ).toMatchObject({
    code: 'ROWS_TOO_FEW',
  });
});
