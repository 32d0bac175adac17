import { describe, expect, it } from 'vitest';
import { evaluateClassifier } from '../../src/evaluate/classifier.ts';
import { evaluateRegressor } from '../../src/evaluate/regressor.ts';

const classifier = {
  target: Int32Array.of(0, 1, 1),
  probabilities: Float64Array.of(0.75, 0.25, 0.5, 0.5, 0.25, 0.75),
  classes: ['no', 'yes'],
  prior: Float64Array.of(0.5, 0.5),
  resamples: 10,
};
const regressor = {
  target: Float64Array.of(1, 2, 3),
  prediction: Float64Array.of(1, 2, 4),
  mean: 2,
  resamples: 10,
};
const threeClasses = {
  target: Int32Array.of(0, 1),
  probabilities: Float64Array.of(0.5, 0.25, 0.25, 0, 0, 1),
  classes: ['a', 'b', 'c'],
  prior: Float64Array.of(0.25, 0.25, 0.5),
  resamples: 10,
};

describe('evaluateClassifier refuses', () => {
  it.each([
    ['an option that does not exist', { threshold: 0.5 }, 'OPTION_UNKNOWN'],
    ['no rows', { target: new Int32Array(0), probabilities: new Float64Array(0) }, 'ROWS_TOO_FEW'],
    ['one class', { classes: ['no'] }, 'OPTION_INVALID'],
    ['too few probabilities', { probabilities: Float64Array.of(0.5, 0.5) }, 'OPTION_INVALID'],
    ['a prior of another length', { prior: Float64Array.of(1) }, 'OPTION_INVALID'],
    ['a prior of counts', { prior: Float64Array.of(1, 2) }, 'VALUE_INVALID'],
    ['a class index below 0', { target: Int32Array.of(0, -1, 1) }, 'TARGET_INVALID'],
    ['a class index past the classes', { target: Int32Array.of(0, 2, 1) }, 'TARGET_INVALID'],
    ['a missing probability', { probabilities: Float64Array.of(0.75, 0.25, Number.NaN, 0.5, 0, 1) }, 'VALUE_INVALID'],
    ['a probability above 1', { probabilities: Float64Array.of(0.75, 0.25, 1.5, -0.5, 0, 1) }, 'VALUE_INVALID'],
    ['a row that does not sum to 1', { probabilities: Float64Array.of(0.75, 0.25, 0.5, 0.4, 0, 1) }, 'VALUE_INVALID'],
    ['a positive class that is none', { positive: 2 }, 'OPTION_INVALID'],
    ['a negative seed', { seed: -1 }, 'OPTION_INVALID'],
    ['half a resample', { resamples: 0.5 }, 'OPTION_INVALID'],
    ['weights of another length', { weight: Float64Array.of(1, 1) }, 'OPTION_INVALID'],
    ['a negative weight', { weight: Float64Array.of(1, -1, 1) }, 'WEIGHT_INVALID'],
    ['a missing weight', { weight: Float64Array.of(1, Number.NaN, 1) }, 'WEIGHT_INVALID'],
    ['an infinite weight', { weight: Float64Array.of(1, Number.POSITIVE_INFINITY, 1) }, 'WEIGHT_INVALID'],
    ['weights that are all zero', { weight: new Float64Array(3) }, 'WEIGHT_INVALID'],
  ])('%s', async (_, change, code) => {
    await expect(evaluateClassifier({ ...classifier, ...change })).rejects.toMatchObject({
      code,
      remedy: expect.any(String),
    });
  });

  it('a positive class among three', async () => {
    await expect(evaluateClassifier({ ...threeClasses, positive: 1 })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });
});

describe('evaluateRegressor refuses', () => {
  it.each([
    ['an option that does not exist', { prior: 1 }, 'OPTION_UNKNOWN'],
    ['no rows', { target: new Float64Array(0), prediction: new Float64Array(0) }, 'ROWS_TOO_FEW'],
    ['predictions of another length', { prediction: Float64Array.of(1) }, 'OPTION_INVALID'],
    ['a missing target', { target: Float64Array.of(1, Number.NaN, 3) }, 'VALUE_MISSING'],
    ['an infinite prediction', { prediction: Float64Array.of(1, 2, Number.NEGATIVE_INFINITY) }, 'VALUE_INFINITE'],
    ['a missing mean', { mean: Number.NaN }, 'VALUE_MISSING'],
    ['a negative weight', { weight: Float64Array.of(1, -1, 1) }, 'WEIGHT_INVALID'],
    ['weights that are all zero', { weight: new Float64Array(3) }, 'WEIGHT_INVALID'],
  ])('%s', async (_, change, code) => {
    await expect(evaluateRegressor({ ...regressor, ...change })).rejects.toMatchObject({
      code,
      remedy: expect.any(String),
    });
  });
});

describe('what an evaluation holds', () => {
  it('two classes: every metric, the confusion and each class', async () => {
    const result = await evaluateClassifier({ ...classifier, weight: Float64Array.of(1, 0, 2) });
    const names = [
      'accuracy balancedAccuracy precision recall f1 precisionMacro recallMacro f1Macro',
      'precisionWeighted recallWeighted f1Weighted rocAuc prAuc logLoss brier matthews',
    ];
    expect(Object.keys(result.metrics)).toEqual(names.join(' ').split(' '));
    expect(Object.keys(result.baseline)).toEqual(Object.keys(result.metrics));
    expect(result.rowCount).toBe(2);
    expect(result.confusion).toEqual({
      classes: ['no', 'yes'],
      counts: [
        [1, 0],
        [0, 2],
      ],
    });
    expect(result.perClass).toEqual([
      { class: 'no', metrics: { precision: 1, recall: 1, f1: 1, rows: 1 } },
      { class: 'yes', metrics: { precision: 1, recall: 1, f1: 1, rows: 2 } },
    ]);
  });

  it('three classes: no areas and no curves; even odds go to the lower index', async () => {
    const result = await evaluateClassifier({
      ...threeClasses,
      probabilities: Float64Array.of(0.25, 0.375, 0.375, 0.5, 0.5, 0),
    });
    expect(Object.keys(result.metrics)).not.toContain('rocAuc');
    expect(result.curves).toBeUndefined();
    expect(result.confusion.counts).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('regression: every metric', async () => {
    const result = await evaluateRegressor(regressor);
    expect(Object.keys(result.metrics)).toEqual(['mse', 'rmse', 'mae', 'mape', 'r2', 'medianAbsoluteError']);
    expect(Object.keys(result.baseline)).toEqual(Object.keys(result.metrics));
    expect(result.metrics.r2).toBe(0.5);
    expect(result.bootstrap).toEqual({ resamples: 10, level: 0.95 });
  });
});
