import { randomStream } from '../../src/core/random.ts';
import type { LabelledRows } from '../../src/engine/webgpu/logistic_gradient_dense.ts';

/** Padded width of dense rows. */
export const strideOf = (columnCount: number) => Math.ceil(columnCount / 16) * 16;

/** Rows with values in [−1, 1), labels 0 and 1, and coefficients in [−1, 1): made from a seed, padded with zeros. */
export function drawRows(rowCount: number, columnCount: number, weighted: boolean) {
  const random = randomStream(20, `rows ${rowCount} × ${columnCount}`);
  const stride = strideOf(columnCount);
  let position = 0;
  const uniform = () => random.uniform(position++) * 2 - 1;
  const values = new Float32Array(rowCount * stride);
  const labels = new Float64Array(rowCount);
  const weights = weighted ? new Float64Array(rowCount) : null;
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) values[row * stride + column] = uniform();
    labels[row] = uniform() > 0.3 ? 1 : 0;
    if (weights) weights[row] = 1 + uniform();
  }
  const coefficients = new Float64Array(stride);
  for (let column = 0; column < columnCount; column++) coefficients[column] = uniform();
  const rows: LabelledRows = { values, rowCount, stride, labels, weights };
  return { rows, coefficients, intercept: uniform() };
}
