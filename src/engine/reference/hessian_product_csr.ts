import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount]: the loss's second derivatives by each row's score */
  readonly curvatures: Float64Array;
  /** f64[columnCount] */
  readonly direction: Float64Array;
  readonly directionIntercept: number;
}

/**
 * The Hessian of a loss of one score, times a direction, for sparse rows, with
 * change = curvature · (values · direction + directionIntercept):
 * totals: Σ change, the intercept's product; product f64[columnCount]: Σ change · values[row].
 */
export function hessianProductCsr(inputs: Inputs) {
  const { offsets, indices, values, rowCount, columnCount, curvatures, direction, directionIntercept } = inputs;
  const totals = new Float64Array(1);
  const product = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    let score = directionIntercept;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      score += value * direction[column]!;
    }
    const change = curvatures[row]! * score;
    totals[0]! += change;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      product[column]! += change * value;
    }
  }
  return { totals, product };
}
