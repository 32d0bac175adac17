import { expect, test } from 'vitest';
import {
  byRole,
  columns,
  logisticRegression,
  multinomialNB,
  oneHotEncoder,
  pipeline,
  read,
  ridge,
  rowId,
  type Source,
  simpleImputer,
  standardScaler,
  tfidfVectorizer,
} from '../../src/index.ts';
import { sharedData } from '../support/shared-data.ts';

// Reference figures: scikit-learn's on the same rows, every fifth row counted from 0 held out.

const everyFifth = rowId().mod(5).eq(0);
const held = (source: Source) => ({ train: source.filter(everyFifth.not()), test: source.filter(everyFifth) });

const mixedColumns = () =>
  columns(
    [byRole('numeric'), simpleImputer({ strategy: 'median' }), standardScaler()],
    [byRole('categorical'), oneHotEncoder()],
  );

test('spam: tf-idf and logistic regression', async (context) => {
  const path = sharedData('sms-spam.tsv');
  if (path === undefined) return context.skip('sms-spam.tsv is not there');
  const source = await read(path, { columns: ['label', 'text'] });
  const { train, test } = held(source);
  const model = await pipeline(tfidfVectorizer('text'), logisticRegression()).fit(train, {
    target: 'label',
    positive: 'spam',
  });
  const { rowCount, metrics } = await model.evaluate(test, { resamples: 0 });
  expect(rowCount).toBe(1110);
  expect(metrics.f1).toBeCloseTo(0.8918, 3);
  expect(metrics.prAuc).toBeCloseTo(0.968, 3);
  expect(metrics.rocAuc).toBeCloseTo(0.9901, 3);
});

test('spam: tf-idf and naive Bayes', async (context) => {
  const path = sharedData('sms-spam.tsv');
  if (path === undefined) return context.skip('sms-spam.tsv is not there');
  const { train, test } = held(await read(path, { columns: ['label', 'text'] }));
  const model = await pipeline(tfidfVectorizer('text'), multinomialNB()).fit(train, {
    target: 'label',
    positive: 'spam',
  });
  const { metrics } = await model.evaluate(test, { resamples: 0 });
  expect(metrics.f1).toBeCloseTo(0.8093, 3);
});

test('housing: impute, scale, one-hot and ridge', async (context) => {
  const path = sharedData('california-housing.csv');
  if (path === undefined) return context.skip('california-housing.csv is not there');
  const { train, test } = held(await read(path));
  const model = await pipeline(mixedColumns(), ridge()).fit(train, { target: 'median_house_value' });
  const { metrics } = await model.evaluate(test, { resamples: 0 });
  expect(Math.abs(metrics.rmse! / 67_270 - 1)).toBeLessThan(0.002);
  expect(metrics.r2).toBeCloseTo(0.6582, 3);
});

test('adult: scale, one-hot and logistic regression', async (context) => {
  const path = sharedData('adult-census.csv');
  if (path === undefined) return context.skip('adult-census.csv is not there');
  const { train, test } = held(await read(path));
  const model = await pipeline(mixedColumns(), logisticRegression()).fit(train, { target: 'salary' });
  const { metrics } = await model.evaluate(test, { resamples: 0 });
  expect(metrics.rocAuc).toBeCloseTo(0.9078, 3);
  expect(metrics.f1).toBeCloseTo(0.6719, 2);
});
