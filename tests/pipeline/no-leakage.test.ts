// Whatever rows that are held out hold, a model is the same to the bit: no statistic, vocabulary, category, limit or
// neighbour of them reaches it. One of the steps below that looked at them would tell.
import { describe, expect, test } from 'vitest';
import * as millrace from '../../src/index.ts';
import {
  columns,
  fromRows,
  histGradientBoostingRegressor,
  keep,
  type Pipeline,
  pipeline,
  type RegressorModel,
  type Transformer,
} from '../../src/index.ts';
import { digestOf } from '../support/digest.ts';

const ROWS = 600;

type Made = Record<string, string | number | null>;

function training(i: number): Made {
  return {
    amount: i % 11 === 0 ? null : 10 + ((i * 37) % 101),
    size: 1 + ((i * 13) % 29),
    city: `city ${(i * i) % 7}`,
    note: `plain word${i % 5}`,
    y: (i % 11) + 2 * (i % 3),
    side: 'train',
  };
}

/** A held-out row: harmless, or as unlike the training rows as can be. */
function held(i: number, isExtreme: boolean): Made {
  if (!isExtreme) return { ...training(i), side: 'test' };
  return {
    amount: i % 2 === 0 ? null : -1e9 * i,
    size: 1e6 + i,
    city: i % 3 === 0 ? null : `city ${1000 + i}`,
    note: `quite other words${i} unheard of`,
    y: -1e6,
    side: 'test',
  };
}

const source = (isExtreme: boolean) =>
  fromRows(
    Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 ? held(i, isExtreme) : training(i))),
    { roles: { note: 'text', city: 'categorical' } },
  );

async function fitted(build: () => Pipeline<RegressorModel>, isExtreme: boolean): Promise<RegressorModel> {
  const train = (await source(isExtreme)).filter((c) => c.side!.eq('train'));
  return build().fit(train, { target: 'y', features: ['amount', 'size', 'city', 'note'] });
}

const numbers = ['amount', 'size'];
const steps: [string, () => Transformer][] = [
  ['simpleImputer', () => millrace.simpleImputer(numbers, { strategy: 'median', addIndicator: true })],
  ['knnImputer', () => millrace.knnImputer(numbers)],
  ['minMaxScaler', () => millrace.minMaxScaler(numbers)],
  ['maxAbsScaler', () => millrace.maxAbsScaler(numbers)],
  ['robustScaler', () => millrace.robustScaler(numbers)],
  ['quantileTransformer', () => millrace.quantileTransformer(numbers, { nQuantiles: 20 })],
  ['powerTransformer', () => millrace.powerTransformer(numbers)],
  ['kBinsDiscretizer', () => millrace.kBinsDiscretizer('size')],
  ['splineTransformer', () => millrace.splineTransformer('size')],
  ['standardScaler', () => millrace.standardScaler(numbers)],
  ['oneHotEncoder', () => millrace.oneHotEncoder(['city'])],
  ['ordinalEncoder', () => millrace.ordinalEncoder(['city'])],
  ['frequencyEncoder', () => millrace.frequencyEncoder(['city'])],
  ['rareCategories', () => pipeline(millrace.rareCategories(['city']), millrace.oneHotEncoder(['city']))],
  ['targetEncoder', () => millrace.targetEncoder(['city'])],
  ['keyAggregates', () => millrace.keyAggregates({ key: 'city', aggregates: { mean: { mean: 'amount' } } })],
  ['pca', () => pipeline(keep(['size']), millrace.pca({ nComponents: 1 }))],
  ['selectKBest', () => pipeline(keep(['size']), millrace.selectKBest({ scoreFunc: millrace.fRegression(), k: 1 }))],
  ['tfidfVectorizer', () => millrace.tfidfVectorizer('note')],
];

const rowSteps: [string, () => millrace.RowStep][] = [
  ['winsorise', () => millrace.winsorise(['size'])],
  ['winsorise by z-score', () => millrace.winsorise(['size'], { method: 'zScore' })],
  ['dropOutliers', () => millrace.dropOutliers(['size'])],
  ['dropDuplicates', () => millrace.dropDuplicates(['amount', 'size'])],
];

describe('nothing of rows that are held out reaches the model', () => {
  test.each(steps)('%s', async (_, build) => {
    // Trees take what steps hand on as it is, missing values too.
    const learn = () =>
      pipeline(columns(build(), keep(['size'])), histGradientBoostingRegressor({ maxIter: 3, minSamplesLeaf: 5 }));
    expect(digestOf(await fitted(learn, true))).toBe(digestOf(await fitted(learn, false)));
  });

  test.each(rowSteps)('%s', async (_, build) => {
    const learn = () => pipeline(build(), keep(['size']), histGradientBoostingRegressor({ maxIter: 3 }));
    expect(digestOf(await fitted(learn, true))).toBe(digestOf(await fitted(learn, false)));
  });

  test('what is looked at would tell: training rows that differ give another model', async () => {
    const learn = () =>
      pipeline(columns(millrace.standardScaler(numbers)), histGradientBoostingRegressor({ maxIter: 3 }));
    const other = (await source(false)).filter((c) => c.side!.eq('train').and(c.size!.lt(29)));
    const model = await learn().fit(other, { target: 'y', features: numbers });
    expect(digestOf(model)).not.toBe(digestOf(await fitted(learn, false)));
  });
});
