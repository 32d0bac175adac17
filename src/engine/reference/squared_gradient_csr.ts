import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount] */
  readonly targets: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[columnCount] */
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/**
 * The squared loss of sparse rows and half its gradient, with residual = values · coefficients + intercept − target:
 * totals: Σ weight · residual², Σ weight · residual; gradient f64[columnCount]: Σ weight · residual · values[row].
 */
export function squaredGradientCsr(inputs: Inputs) {
  const { offsets, indices, values, rowCount, columnCount, targets, weights, coefficients, intercept } = inputs;
  const totals = new Float64Array(2);
  const gradient = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    let residual = intercept - targets[row]!;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      residual += value * coefficients[column]!;
    }
    const weighted = (weights ? weights[row]! : 1) * residual;
    totals[0]! += weighted * residual;
    totals[1]! += weighted;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      gradient[column]! += weighted * value;
    }
  }
  return { totals, gradient };
}
