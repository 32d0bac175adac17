// Parity with scikit-learn: tests/golden/make_elastic_net.py wrote the expectations. And what holds of any rows.
import { beforeAll, describe, expect, test } from 'vitest';
import {
  columns,
  elasticNet,
  fromRows,
  keep,
  lasso,
  loadModel,
  oneHotEncoder,
  pipeline,
  type Regressor,
  ridge,
  type Source,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { golden, sourceOf, type Table } from '../support/golden-tables.ts';
import { temporaryFolder } from '../support/temporary.ts';

const { table, cases } = golden<{
  table: Table;
  cases: {
    data: 'dense' | 'sparse';
    options: { alpha: number; l1Ratio: number; fitIntercept: boolean; positive: boolean };
    weighted: boolean;
    coefficients: number[];
    intercept: number;
  }[];
}>('elastic_net.json');

const FEATURES = { dense: ['x0', 'x1', 'x2', 'x3', 'x4'], sparse: ['x0', 'x1', 'kind'] } as const;

let source: Source;
beforeAll(async () => {
  source = await sourceOf(table);
});

const fitOn = (learner: Regressor, data: 'dense' | 'sparse', weighted = false) => {
  const roles = { target: 'y', features: [...FEATURES[data]], ...(weighted ? { weight: 'w' } : {}) };
  const steps =
    data === 'sparse' ? pipeline(columns(keep(['x0', 'x1']), oneHotEncoder('kind')), learner) : pipeline(learner);
  return steps.fit(source, roles);
};

describe.each(['gram', 'columns'] as const)('by %s, as scikit-learn', (solver) => {
  test.each(cases)('$data, $options, weighted $weighted', async (one) => {
    const { l1Ratio, ...shared } = { ...one.options, tol: 1e-14, maxIter: 100_000, solver };
    const model = await fitOn(
      l1Ratio === 1 ? lasso(shared) : elasticNet({ ...shared, l1Ratio }),
      one.data,
      one.weighted,
    );
    const tolerance = { absolute: 1e-6, relative: 1e-6 };
    expectClose(model.linear!.weights, one.coefficients, tolerance, 'weights');
    expectClose(model.linear!.intercepts, [one.intercept], tolerance, 'intercept');
    for (const [i, weight] of one.coefficients.entries()) {
      if (weight === 0) expect(model.linear!.weights[i]).toBe(0);
    }
  });
});

describe('the duality gap', () => {
  test.each(['gram', 'columns'] as const)('by %s falls to the tolerance, and bounds what is left', async (solver) => {
    const best = (await fitOn(elasticNet({ alpha: 0.05, tol: 1e-15, solver }), 'dense')).history.at(-1)!.loss;
    const model = await fitOn(elasticNet({ alpha: 0.05, tol: 1e-4, solver }), 'dense');
    expect(model.parts.predictor.converged).toBe(true);
    for (const { loss, dualityGap } of model.history) expect(loss - best).toBeLessThanOrEqual(dualityGap! + 1e-12);
    const path = `${temporaryFolder()}/model.millrace`;
    await model.save(path);
    expect((await loadModel(path)).history).toEqual(model.history);
  });

  test('that is not reached is told', async () => {
    const model = await fitOn(lasso({ alpha: 1e-4, tol: 1e-15, maxIter: 1 }), 'dense');
    expect(model.parts.predictor.converged).toBe(false);
  });
});

test('without an L1 penalty it is ridge regression', async () => {
  const rows = table.y!.length;
  const model = await fitOn(elasticNet({ alpha: 0.2, l1Ratio: 0, tol: 1e-15, maxIter: 100_000 }), 'dense');
  const other = await fitOn(ridge({ alpha: 0.2 * rows }), 'dense');
  expectClose(model.linear!.weights, [...other.linear!.weights], { absolute: 1e-6 });
});

test('values too large for their squares are an error, not a model', async () => {
  const big = await fromRows([
    { x: 1, y: 1e200 },
    { x: 2, y: -1e200 },
    { x: 4, y: 1 },
  ]);
  for (const learner of [lasso(), elasticNet({ solver: 'columns' })]) {
    const error = await faultOf(() => pipeline(learner).fit(big, { target: 'y' }));
    expect(error.code).toBe('VALUE_MISSING');
    expect(error.message).toContain('too large');
  }
});

test('options that there are not are errors', async () => {
  const error = await faultOf(() => lasso({ alpha: -1 }));
  expect(error.code).toBe('OPTION_INVALID');
  expect((await faultOf(() => elasticNet({ l1Ratio: 2 }))).code).toBe('OPTION_INVALID');
});
