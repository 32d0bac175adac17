import { expect, test } from 'vitest';
import { runKernel } from '../../src/engine/native/kernels.ts';
import { linearScoresDense as reference } from '../../src/engine/reference/linear_scores_dense.ts';
import { drawRows, strideOf } from './labelled-rows.ts';

const sizes = [0, 1, 15, 16, 17, 130];
const cases = sizes.flatMap((rowCount) =>
  sizes.flatMap((columns) => [0, 1, 3].map((outputs) => ({ rowCount, columns, outputs }))),
);

test('the reference on rows worked by hand', () => {
  const values = new Float32Array(32);
  values.set([1, 2], 0);
  values.set([3, 4], 16);
  const weights = new Float64Array(32);
  weights.set([10, 1], 0);
  weights.set([0, -1], 16);
  expect([...reference(values, 2, 16, weights, new Float64Array([0.5, 0]))]).toEqual([12.5, -2, 34.5, -4]);
});

// Sums in another order: each of a score's stride + 2 operations rounds by at most 2^-53 of the terms' magnitude, on
// both sides.
test.each(cases)('native: $rowCount × $columns, $outputs outputs', ({ rowCount, columns, outputs }) => {
  const { rows } = drawRows(rowCount, columns, false);
  const stride = strideOf(columns);
  const weights = new Float64Array(outputs * stride).map((_, i) => ((i * 7919) % 101) / 50 - 1);
  const intercepts = new Float64Array(outputs).map((_, i) => i - 0.7);
  const expected = reference(rows.values, rowCount, stride, weights, intercepts);
  const inputs = { values: rows.values, rowCount, stride, weights, intercepts, outputs };
  const actual = runKernel('linear_scores_dense', inputs).scores!;
  const magnitude = reference(
    rows.values.map(Math.abs),
    rowCount,
    stride,
    weights.map(Math.abs),
    intercepts.map(Math.abs),
  );
  expect(actual.length).toBe(rowCount * outputs);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(2 * (stride + 2) * 2 ** -53 * magnitude[i]!);
  }
});
