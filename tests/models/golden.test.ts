// Parity with scikit-learn: tests/golden/make_features.py wrote the expectations.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  dummyClassifier,
  dummyRegressor,
  linearRegression,
  logisticRegression,
  pipeline,
  ridge,
  type Source,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { golden, sourceOf, type Table } from '../support/golden-tables.ts';

interface Fit {
  fitIntercept: boolean;
  weighted: boolean;
}

const expected = golden<{
  linear: {
    fit: Table;
    logistic: (Fit & {
      target: string;
      C: number | 'Infinity';
      classes: string[];
      coefficients: number[][];
      intercepts: number[];
      probabilities: number[][];
    })[];
    ridge: (Fit & { alpha: number; coefficients: number[]; intercept: number })[];
    linear: (Fit & { coefficients: number[]; intercept: number; predictions: number[] })[];
    dummy: Record<'plain' | 'weighted', { prior: number[]; mean: number; median: number }>;
  };
}>('features.json').linear;

const { fit } = expected;
const features = ['a', 'b', 'c', 'd'];
const columnsOf = (row: number, names: readonly string[] = features) =>
  Object.fromEntries(names.map((name) => [name, fit[name]![row]!]));
const roles = (target: string, weighted: boolean) => ({ target, features, ...(weighted ? { weight: 'w' } : {}) });
let source: Source;
beforeAll(async () => {
  source = await sourceOf(fit);
});

describe('logisticRegression', () => {
  test.each(expected.logistic)('of $target, C $C, intercept $fitIntercept, weighted $weighted', async (one) => {
    const C = one.C === 'Infinity' ? Infinity : one.C;
    const model = await pipeline(
      logisticRegression({ C, fitIntercept: one.fitIntercept, tol: 1e-10, maxIter: 1000 }),
    ).fit(source, roles(one.target, one.weighted));
    expect(model.classes).toEqual(one.classes);
    one.probabilities.forEach((row, i) => {
      const { probability } = model.predictOne(columnsOf(i));
      expectClose(
        model.classes.map((name) => probability[name]!),
        row,
        { absolute: 1e-6 },
        `row ${i}`,
      );
    });
    // Without a penalty, coefficients of all classes may shift together: then only probabilities are determined.
    const { weights, intercepts } = model.linear!;
    const ours = one.coefficients.map((_, k) => [...weights.subarray(4 * k, 4 * k + 4), intercepts[k]!]);
    const theirs = one.coefficients.map((row, k) => [...row, one.intercepts[k]!]);
    for (const [k, row] of centred(ours).entries()) {
      expectClose(row, centred(theirs)[k]!, { relative: 1e-5, absolute: 1e-5 }, `class ${k}`);
    }
  });
});

describe('ridge', () => {
  test.each(expected.ridge)('alpha $alpha, intercept $fitIntercept, weighted $weighted', async (one) => {
    const model = await pipeline(ridge({ alpha: one.alpha, fitIntercept: one.fitIntercept })).fit(
      source,
      roles('y', one.weighted),
    );
    expectClose(model.linear!.weights, one.coefficients, { absolute: 1e-8, relative: 1e-8 });
    expectClose(model.linear!.intercepts, [one.intercept], { absolute: 1e-8, relative: 1e-8 });
  });
});

describe('linearRegression of columns that depend on each other', () => {
  test.each(expected.linear)('intercept $fitIntercept, weighted $weighted', async (one) => {
    const [a, b] = [fit.a as number[], fit.b as number[]];
    const deficient = { ...fit, e: a, f: b.map((value) => 2 * value), g: a.map(() => 3) };
    const model = await pipeline(linearRegression({ fitIntercept: one.fitIntercept })).fit(await sourceOf(deficient), {
      ...roles('y', one.weighted),
      features: [...features, 'e', 'f', 'g'],
    });
    one.predictions.forEach((value, i) => {
      const row = { ...columnsOf(i), e: a[i]!, f: 2 * b[i]!, g: 3 };
      expect(model.predictOne(row).prediction).toBeCloseTo(value, 7);
    });
    expectClose(model.linear!.weights, one.coefficients, { absolute: 1e-7 });
    expectClose(model.linear!.intercepts, [one.intercept], { absolute: 1e-7 });
  });
});

describe('dummies', () => {
  test.each(['plain', 'weighted'] as const)('%s', async (kind) => {
    const { prior, mean, median } = expected.dummy[kind];
    const weighted = kind === 'weighted';
    const classifier = await pipeline(dummyClassifier()).fit(source, roles('three', weighted));
    const { probability, prediction } = classifier.predictOne({});
    expectClose(
      classifier.classes.map((name) => probability[name]!),
      prior,
      { absolute: 1e-12 },
    );
    expect(prediction).toBe(classifier.classes[prior.indexOf(Math.max(...prior))]);
    const byMean = await pipeline(dummyRegressor()).fit(source, roles('y', weighted));
    expect(byMean.predictOne({}).prediction).toBeCloseTo(mean, 12);
    const byMedian = await pipeline(dummyRegressor({ strategy: 'median' })).fit(source, roles('y', weighted));
    expect(byMedian.predictOne({}).prediction).toBe(median);
  });
});

/** Rows less their mean, when there are several: what softmax is invariant to. */
function centred(rows: readonly (readonly number[])[]): number[][] {
  if (rows.length === 1) return [[...rows[0]!]];
  const means = rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
  return rows.map((row) => row.map((value, i) => value - means[i]!));
}
