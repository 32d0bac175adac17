import { describe, test } from 'vitest';
import {
  columns,
  keep,
  keyAggregates,
  oneHotEncoder,
  pipeline,
  simpleImputer,
  standardScaler,
  type Transformer,
  tfidfVectorizer,
} from '../../src/index.ts';
import { expectSameState, type StateOptions } from '../support/states.ts';

// 5,003 rows: no whole number of blocks of 4,096, of batches of seven, or of quarters.
const rows = Array.from({ length: 5_003 }, (_, i) => ({
  amount: i % 13 === 0 ? null : 1000 + ((i * 7919) % 10_007) / 7,
  count: (i * 31) % 17,
  city: i % 29 === 0 ? null : `city ${(i * i) % 23}`,
  grade: ['low', 'middle', 'high'][(i * i * 5) % 3]!,
  note: `word${(i * 7) % 101} word${i % 11} ${i % 5 === 0 ? 'often' : 'rarely said'}`,
}));
const roles = { note: 'text', city: 'categorical', grade: 'categorical' } as const;

describe('a fit does not depend on how rows come, to the bit', () => {
  test.each([
    ['keep', () => keep(['amount'])],
    ['the most frequent number', () => simpleImputer('amount', { strategy: 'mostFrequent' })],
    ['the median', () => simpleImputer(['amount', 'count'], { strategy: 'median', addIndicator: true })],
    ['the most frequent text', () => simpleImputer('city', { strategy: 'mostFrequent' })],
    ['oneHotEncoder', () => oneHotEncoder(['city', 'count'])],
    [
      'keyAggregates',
      () => keyAggregates({ key: ['city', 'count'], aggregates: { n: 'count', mean: { mean: 'amount' } } }),
    ],
    ['tfidfVectorizer', () => tfidfVectorizer('note', { minDf: 3, maxFeatures: 50, ngramRange: [1, 2] })],
  ])('%s', (_, build) => expectSameState(build, rows, { roles, relative: 0 }));
});

describe('a fit does not depend on how rows come, to 1e-12', () => {
  test.each([
    ['standardScaler', () => standardScaler(['amount', 'count'])],
    ['the mean', () => simpleImputer(['amount'], { strategy: 'mean' })],
    ['one behind the other', () => pipeline(simpleImputer('amount', { strategy: 'median' }), standardScaler('amount'))],
    ['side by side', () => columns([['amount'], simpleImputer(), standardScaler()], [['city'], oneHotEncoder()])],
  ] as [string, () => Transformer, StateOptions?][])('%s', (_, build, options) =>
    expectSameState(build, rows, { roles, ...options }),
  );
});
