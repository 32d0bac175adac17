import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  columns,
  dummyClassifier,
  keep,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  read,
  ridge,
  type Source,
  simpleImputer,
  standardScaler,
  tfidfVectorizer,
} from '../../src/index.ts';
import { counted } from '../support/counting-reader.ts';
import { faultOf } from '../support/fault.ts';
import { madeCsv } from '../support/made-rows.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let source: Source;
beforeAll(async () => {
  source = await read(file(folder, 'rows.csv', madeCsv(1000)), { batchRows: 300 });
});

const impute = () => simpleImputer(['amount', 'size']);
const scale = () => standardScaler(['amount', 'size']);

describe('statistics that do not need each other share a pass over the source', () => {
  const cases = [
    ['no transformer', 1, ['size'], () => pipeline(logisticRegression())],
    ['a scaler', 2, ['size'], () => pipeline(standardScaler(), logisticRegression())],
    [
      'tf-idf, whose counts become the matrix',
      1,
      ['text'],
      () => pipeline(tfidfVectorizer('text'), logisticRegression()),
    ],
    [
      'tf-idf beside a kept column',
      2,
      ['text', 'size'],
      () => pipeline(columns(tfidfVectorizer('text'), keep('size')), logisticRegression()),
    ],
    ['imputer, then scaler', 3, ['amount', 'size'], () => pipeline(impute(), scale(), logisticRegression())],
    [
      'imputer and scaler beside one-hot',
      3,
      ['amount', 'size', 'city'],
      () => pipeline(columns([['amount', 'size'], impute(), scale()], oneHotEncoder('city')), logisticRegression()),
    ],
    [
      'all of it',
      3,
      ['amount', 'size', 'city', 'text'],
      () =>
        pipeline(
          columns(
            [['amount'], impute1(), standardScaler()],
            [['size'], standardScaler()],
            [['city'], simpleImputer('city', { strategy: 'mostFrequent' }), oneHotEncoder('city')],
            tfidfVectorizer('text'),
          ),
          logisticRegression(),
        ),
    ],
    [
      'a pipeline in a pipeline',
      3,
      ['amount', 'size'],
      () => pipeline(pipeline(impute(), scale()), logisticRegression()),
    ],
  ] as const;
  const impute1 = () => simpleImputer('amount', { strategy: 'median', addIndicator: true });

  test.each(cases)('%s: %i', async (_, passes, features, build) => {
    const { source: watched, reader } = counted(source);
    const model = await build().fit(watched, { target: 'label', features });
    expect(model.parts.training).toMatchObject({ passes, rows: 1000 });
    expect(reader).toMatchObject({ scans: passes, rows: passes * 1000 });
  });

  test('a pass asks for no column that it has no use for', async () => {
    const { source: watched, reader } = counted(source);
    const steps = columns([['amount', 'size'], impute(), scale()], oneHotEncoder('city'));
    await pipeline(steps, logisticRegression()).fit(watched, {
      target: 'label',
      features: ['amount', 'size', 'city', 'text'],
    });
    expect(reader.asked).toEqual([
      ['amount', 'size', 'city', 'label'],
      ['amount', 'size'],
      ['amount', 'size', 'city'],
    ]);
  });

  test('weights and progress add none', async () => {
    const { source: watched, reader } = counted(source);
    const seen = new Map<number, number>();
    await pipeline(standardScaler(), ridge()).fit(watched, {
      target: 'minutes',
      features: ['size'],
      weight: 'size',
      onProgress: (progress) => {
        if (progress.stage === 'read') seen.set(progress.pass, progress.rows);
      },
    });
    expect(reader.scans).toBe(2);
    expect(seen).toEqual(
      new Map([
        [1, 1000],
        [2, 1000],
      ]),
    );
  });

  test('an evaluation and a prediction take one each', async () => {
    const model = await pipeline(standardScaler('size'), logisticRegression()).fit(source, {
      target: 'label',
      features: ['size'],
    });
    const { source: watched, reader } = counted(source);
    await model.evaluate(watched, { resamples: 0 });
    expect(reader.scans).toBe(1);
    for await (const _ of model.predict(watched));
    expect(reader.scans).toBe(2);
  });
});

describe('a source that gives other rows on a later pass', () => {
  test.each([
    ['fewer', (scan: number) => (scan === 1 ? Infinity : 600)],
    ['more', (scan: number) => (scan === 1 ? 600 : Infinity)],
  ])('%s', async (_, limit) => {
    const fault = await faultOf(() =>
      pipeline(scale(), ridge()).fit(counted(source, limit).source, { target: 'minutes', features: ['size'] }),
    );
    expect(fault.code).toBe('COLUMN_MISSING'); // 'amount' is no feature here
    const changed = await faultOf(() =>
      pipeline(standardScaler(), ridge()).fit(counted(source, limit).source, { target: 'minutes', features: ['size'] }),
    );
    expect(changed).toMatchObject({ code: 'SOURCE_CHANGED', remedy: expect.stringContaining('copy') });
    expect(changed.message).toMatch(/\b1000\b/);
    expect(changed.message).toMatch(/\b600\b/);
  });
});

test('a fit that failed reads no further', async () => {
  const { source: watched, reader } = counted(source);
  const fault = await faultOf(() =>
    pipeline(
      columns(standardScaler('nope'), [['amount'], simpleImputer(), standardScaler()]),
      logisticRegression(),
    ).fit(watched, { target: 'label', features: ['amount'] }),
  );
  expect(fault.code).toBe('COLUMN_MISSING');
  const rows = reader.rows;
  await setTimeout(50);
  expect(reader.scans).toBeLessThanOrEqual(1);
  expect(reader.rows - rows).toBeLessThanOrEqual(300);
});

test('a dummy reads no feature, and answers every row', async () => {
  const model = await pipeline(dummyClassifier()).fit(source, { target: 'label' });
  expect(model.parts.training.featureCount).toBe(0);
  expect(model.inputs).toEqual([]);
  let rows = 0;
  for await (const batch of model.predict(source)) rows += batch.numRows;
  expect(rows).toBe(1000);
  expect(model.predictOne({}).prediction).toBe('ham');
});
