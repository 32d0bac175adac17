// Selection by what a model makes of columns, and by mutual information: tests/golden/make_selection.py wrote the
// expectations.
import { describe, expect, test } from 'vitest';
import {
  columns,
  dummyRegressor,
  fitTransform,
  keep,
  logisticRegression,
  mutualInfoClassif,
  mutualInfoRegression,
  oneHotEncoder,
  pipeline,
  randomForestClassifier,
  rfe,
  ridge,
  type ScoreFunction,
  selectFromModel,
  selectKBest,
  type Transformer,
  tfidfVectorizer,
} from '../../../src/index.ts';
import { expectClose } from '../../support/close.ts';
import { faultOf } from '../../support/fault.ts';
import { golden, sourceOf, type Table } from '../../support/golden-tables.ts';
import { fitAlone } from '../../support/stage-fit.ts';

const { byModel, table, mutual } = golden<{
  byModel: {
    inputs: number[][];
    answer: number[];
    cases: { threshold: string | number | null; maxFeatures: number | null; support: boolean[] }[];
    eliminated: { nFeaturesToSelect: number | null; step: number; support: boolean[]; ranking: number[] }[];
  };
  table: Table;
  mutual: {
    classif: Record<string, number[]>;
    regression: Record<string, number[]>;
    discreteClassif: number[];
    discreteRegression: number[];
    sparse: { text: string[]; label: string[]; word: string[]; number: number[]; scores: number[] };
  };
}>('selection.json');

const source = (batchRows?: number) =>
  sourceOf(
    { ...Object.fromEntries(byModel.inputs.map((values, i) => [`x${i}`, values])), answer: byModel.answer },
    batchRows === undefined ? {} : { batchRows },
  );
const target = { target: 'answer', task: 'regression' } as const;

describe('selectFromModel', () => {
  test.each(byModel.cases)(
    'threshold $threshold, at most $maxFeatures',
    async ({ threshold, maxFeatures, support }) => {
      const options = { threshold: threshold ?? -Infinity, ...(maxFeatures === null ? {} : { maxFeatures }) };
      const fitted = await fitAlone(selectFromModel(ridge(), options), await source(), target);
      expect(fitted.support).toEqual(support);
    },
  );

  test('of trees keeps or drops the indicators of a category together', async () => {
    const names = ['wide', 'noise', 'count', 'city'];
    const given = Object.fromEntries([...names, 'label'].map((name) => [name, table[name]!]));
    const rows = await sourceOf(given, { roles: { city: 'categorical' } });
    const before = columns(keep(['wide', 'noise', 'count']), oneHotEncoder('city'));
    const step = selectFromModel(randomForestClassifier({ nEstimators: 20, maxDepth: 4 }), { maxFeatures: 2 });
    const { getFeatureNamesOut } = await fitTransform(pipeline(before, step), rows, { target: 'label' });
    const out = getFeatureNamesOut();
    expect(out).not.toContain('noise');
    expect([0, 3]).toContain(out.filter((name) => name.startsWith('city=')).length);
  });

  test('is the same whatever the batches', async () => {
    const step = selectFromModel(ridge());
    const whole = (await fitAlone(step, await source(), target)).save();
    for (const batchRows of [1, 7])
      expect((await fitAlone(step, await source(batchRows), target)).save()).toEqual(whole);
  });

  test('refuses learners without weights, other targets, and thresholds that mean nothing', async () => {
    expect(() => selectFromModel(dummyRegressor())).toThrow(/weights or trees/);
    expect(() => selectFromModel(ridge(), { threshold: 'most' })).toThrow();
    const wrong = fitAlone(selectFromModel(logisticRegression()), await source(), target);
    expect((await faultOf(() => wrong)).code).toBe('OPTION_INVALID');
    const none = fitAlone(selectFromModel(ridge(), { threshold: 1e9 }), await source(), target);
    expect((await faultOf(() => none)).code).toBe('COLUMN_MISSING');
  });
});

describe('rfe', () => {
  test.each(byModel.eliminated)('keeps $nFeaturesToSelect by steps of $step', async (one) => {
    const { nFeaturesToSelect, step, support, ranking } = one;
    const options = { step, ...(nFeaturesToSelect === null ? {} : { nFeaturesToSelect }) };
    const fitted = await fitAlone(rfe(ridge(), options), await source(), target);
    expect(fitted.support).toEqual(support);
    expect([...fitted.ranking]).toEqual(ranking);
  });
});

describe('mutual information', () => {
  const numbers = ['wide', 'far', 'noise', 'twin'];
  const scoresOf = async (scoreFunc: ScoreFunction, names: string[], by: 'label' | 'y', batchRows = 1000) => {
    const given = Object.fromEntries([...names, by].map((name) => [name, table[name]!]));
    const rows = await sourceOf(given, {
      batchRows,
      ...(names.includes('city') ? { roles: { city: 'categorical' } } : {}),
    });
    const own = names.filter((name) => name !== 'city');
    const before = columns(keep(own), ...(names.includes('city') ? [oneHotEncoder('city')] : []));
    const task = by === 'y' ? ('regression' as const) : ('classification' as const);
    const fitted = await fitAlone(pipeline(before, selectKBest({ scoreFunc, k: 'all' })), rows, { target: by, task });
    return fitted.save().parts![1]!.arrays!.scores as Float64Array;
  };

  test.each(['1', '3', '5'])('of numbers without ties is scikit-learn’s, %s neighbours', async (k) => {
    const options = { nNeighbors: Number(k) };
    expectClose(await scoresOf(mutualInfoClassif(options), numbers, 'label'), mutual.classif[k]!, { absolute: 1e-9 });
    expectClose(await scoresOf(mutualInfoRegression(options), numbers, 'y'), mutual.regression[k]!, { absolute: 1e-9 });
  });

  test('of classes is exact, and takes numbers as classes where told', async () => {
    const names = ['count', 'flag', 'city'];
    const options = { discreteFeatures: ['count', 'flag'] };
    const found = await scoresOf(mutualInfoClassif(options), names, 'label');
    expectClose(found, mutual.discreteClassif, { absolute: 1e-12 });
    // scikit-learn measures by squares: a k-th neighbour counts as nearer than itself here and there, by 1 / rows each.
    const regression = await scoresOf(mutualInfoRegression(options), names, 'y');
    expectClose(regression, mutual.discreteRegression, { absolute: 3e-3 });
  });

  test('is the same whatever the batches, and near in a sample', async () => {
    const whole = await scoresOf(mutualInfoClassif(), numbers, 'label');
    expect(await scoresOf(mutualInfoClassif(), numbers, 'label', 7)).toEqual(whole);
    const sampled = await scoresOf(mutualInfoClassif({ maxSamples: 150 }), numbers, 'label');
    expect(await scoresOf(mutualInfoClassif({ maxSamples: 150 }), numbers, 'label', 1)).toEqual(sampled);
    // An estimate from 150 of 211 rows.
    expectClose(sampled, whole, { absolute: 0.15 });
  });

  describe('of sparse columns', () => {
    const { text, label, word, number, scores } = mutual.sparse;
    const words = (batchRows: number) =>
      sourceOf({ text, word, number, label }, { batchRows, roles: { text: 'text', word: 'categorical' } });
    const counts = () => tfidfVectorizer('text', { minDf: 1, useIdf: false, norm: 'none', sublinearTf: false });

    test.each([
      [1000, 1],
      [7, 1],
      [7, 4],
    ])('is that of their values as classes, in all rows; %i rows a batch, in %i parts', async (batchRows, parts) => {
      const select = selectKBest({ scoreFunc: mutualInfoClassif(), k: 'all' });
      const step = pipeline(keep('text'), counts(), select);
      const fitted = await fitAlone(step, await words(batchRows), { target: 'label', parts });
      const found = fitted.save().parts!.at(-1)!.arrays!.scores as Float64Array;
      expectClose(found, scores, { absolute: 1e-12 });
    });

    test('stands between those of other columns', async () => {
      const rows = await words(50);
      const scoreFunc = mutualInfoClassif();
      const scoresAfter = async (...before: Transformer[]) => {
        const step = pipeline(columns(...before), selectKBest({ scoreFunc, k: 'all' }));
        const fitted = await fitAlone(step, rows, { target: 'label' });
        return fitted.save().parts![1]!.arrays!.scores as Float64Array;
      };
      const apart = await scoresAfter(keep('number'), oneHotEncoder('word'));
      const mixed = await scoresAfter(keep('number'), counts(), oneHotEncoder('word'));
      expectClose(mixed, [apart[0]!, ...scores, ...apart.subarray(1)], { absolute: 1e-12 });
    });

    test('is refused for a target of numbers, and fRegression named', async () => {
      const step = pipeline(counts(), selectKBest({ scoreFunc: mutualInfoRegression(), k: 1 }));
      const fault = await faultOf(async () =>
        fitAlone(step, await words(50), { target: 'number', task: 'regression' }),
      );
      expect(fault).toMatchObject({ code: 'COLUMN_TYPE', remedy: expect.stringContaining('fRegression') });
    });
  });

  test('takes no missing numbers', async () => {
    const gap = await sourceOf({ x: [1, null, 3, 4], label: ['u', 'v', 'u', 'v'] });
    const missing = fitAlone(selectKBest({ scoreFunc: mutualInfoClassif(), k: 1 }), gap, { target: 'label' });
    expect((await faultOf(() => missing)).code).toBe('VALUE_MISSING');
  });
});
