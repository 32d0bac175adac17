import type { DenseRows } from '../kernel-rows.ts';

interface Inputs extends DenseRows {
  /** f64[rowCount] */
  readonly targets: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[stride] */
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/**
 * The squared loss of dense rows and half its gradient, with residual = values · coefficients + intercept − target:
 * totals: Σ weight · residual², Σ weight · residual; gradient f64[stride]: Σ weight · residual · values[row].
 */
export function squaredGradientDense(inputs: Inputs) {
  const { values, rowCount, stride, targets, weights, coefficients, intercept } = inputs;
  const totals = new Float64Array(2);
  const gradient = new Float64Array(stride);
  for (let row = 0; row < rowCount; row++) {
    let residual = intercept - targets[row]!;
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      residual += value * coefficients[column]!;
    }
    const weighted = (weights ? weights[row]! : 1) * residual;
    totals[0]! += weighted * residual;
    totals[1]! += weighted;
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      gradient[column]! += weighted * value;
    }
  }
  return { totals, gradient };
}
