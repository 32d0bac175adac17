import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount] of 0 and 1 */
  readonly labels: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[columnCount] */
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/**
 * The logistic loss of sparse rows and its derivatives, with score = values · coefficients + intercept and
 * p = 1 / (1 + exp(−score)):
 * totals: Σ weight · (log(1 + exp(score)) − label · score), Σ weight · (p − label);
 * gradient f64[columnCount]: Σ weight · (p − label) · values[row];
 * curvatures f64[rowCount]: weight · p · (1 − p).
 */
export function logisticGradientCsr(inputs: Inputs) {
  const { offsets, indices, values, rowCount, columnCount, labels, weights, coefficients, intercept } = inputs;
  const totals = new Float64Array(2);
  const gradient = new Float64Array(columnCount);
  const curvatures = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let score = intercept;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      score += value * coefficients[column]!;
    }
    const weight = weights ? weights[row]! : 1;
    const label = labels[row]!;
    // exp(−|score|) never overflows
    const e = Math.exp(-Math.abs(score));
    const p = score >= 0 ? 1 / (1 + e) : e / (1 + e);
    const margin = label === 1 ? score : -score;
    const residual = weight * (p - label);
    totals[0]! += weight * (Math.max(-margin, 0) + Math.log1p(e));
    totals[1]! += residual;
    curvatures[row] = (weight * e) / ((1 + e) * (1 + e));
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      gradient[column]! += residual * value;
    }
  }
  return { totals, gradient, curvatures };
}
