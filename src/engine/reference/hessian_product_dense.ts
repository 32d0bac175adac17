import type { DenseRows } from '../kernel-rows.ts';

interface Inputs extends DenseRows {
  /** f64[rowCount]: the loss's second derivatives by each row's score */
  readonly curvatures: Float64Array;
  /** f64[stride] */
  readonly direction: Float64Array;
  readonly directionIntercept: number;
}

/**
 * The Hessian of a loss of one score, times a direction, for dense rows, with
 * change = curvature · (values · direction + directionIntercept):
 * totals: Σ change, the intercept's product; product f64[stride]: Σ change · values[row].
 */
export function hessianProductDense(inputs: Inputs) {
  const { values, rowCount, stride, curvatures, direction, directionIntercept } = inputs;
  const totals = new Float64Array(1);
  const product = new Float64Array(stride);
  for (let row = 0; row < rowCount; row++) {
    let score = directionIntercept;
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      score += value * direction[column]!;
    }
    const change = curvatures[row]! * score;
    totals[0]! += change;
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      product[column]! += change * value;
    }
  }
  return { totals, product };
}
