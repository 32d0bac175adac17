import type { DenseRows } from '../kernel-rows.ts';

interface Inputs extends DenseRows {
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
}

/** sums f64[stride]: Σ weight · value, and squares f64[stride]: Σ weight · value², of each column. */
export function columnMomentsDense({ values, rowCount, stride, weights }: Inputs) {
  const sums = new Float64Array(stride);
  const squares = new Float64Array(stride);
  for (let row = 0; row < rowCount; row++) {
    const weight = weights ? weights[row]! : 1;
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      sums[column]! += weight * value;
      squares[column]! += weight * value * value;
    }
  }
  return { sums, squares };
}
