// Class weights of logistic regression: tests/golden/make_selection.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import { logisticRegression, pipeline } from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { golden, sourceOf } from '../support/golden-tables.ts';

const { table, weighing } = golden<{
  table: { label: string[] };
  weighing: {
    inputs: number[][];
    rowWeights: number[];
    cases: {
      target: 'two' | 'three';
      weighted: boolean;
      classWeight: 'balanced' | Record<string, number>;
      coef: number[][];
      intercept: number[];
    }[];
  };
}>('selection.json');

const sourceFor = (target: 'two' | 'three') =>
  sourceOf({
    ...Object.fromEntries(weighing.inputs.map((values, i) => [`x${i}`, values])),
    w: weighing.rowWeights,
    label: table.label.map((label) => (target === 'two' && label === 'c' ? 'a' : label)),
  });
const features = ['x0', 'x1', 'x2'];

describe('logisticRegression', () => {
  test.each(weighing.cases)('$target classes, $classWeight, weighted $weighted', async (one) => {
    const { target, weighted, classWeight, coef, intercept } = one;
    const learner = logisticRegression({ classWeight, tol: 1e-12 });
    const weight = weighted ? { weight: 'w' } : {};
    const model = await pipeline(learner).fit(await sourceFor(target), { target: 'label', features, ...weight });
    expectClose(model.linear!.weights, coef.flat(), { relative: 1e-9, absolute: 1e-10 }, 'weights');
    expectClose(model.linear!.intercepts, intercept, { relative: 1e-9, absolute: 1e-10 }, 'intercepts');
  });

  test('refuses names that no class has, and weights that are all 0', async () => {
    const learn = async (classWeight: Record<string, number>) =>
      pipeline(logisticRegression({ classWeight })).fit(await sourceFor('two'), { target: 'label', features });
    expect(await faultOf(() => learn({ z: 2 }))).toMatchObject({ code: 'OPTION_INVALID', value: 'z' });
    expect((await faultOf(() => learn({ a: 0, b: 0 }))).message).toContain('every class 0');
  });
});
