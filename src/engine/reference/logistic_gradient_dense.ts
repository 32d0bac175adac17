/** The logistic loss of a dense block of rows and its derivatives. */
export interface LogisticGradient {
  /** Σ weight · (log(1 + exp(score)) − label · score) */
  loss: number;
  /** f64[stride]: Σ weight · (p − label) · values[row], with p = 1 / (1 + exp(−score)) */
  gradient: Float64Array;
  /** Σ weight · (p − label) */
  interceptGradient: number;
  /** f64[rowCount]: weight · p · (1 − p), the second derivative of each row's loss by its score */
  curvatures: Float64Array;
}

/**
 * score = values · coefficients + intercept, for values f32[rowCount][stride], labels f64[rowCount] of 0 and 1,
 * weights f64[rowCount] or null (all 1) and coefficients f64[stride].
 */
export function logisticGradientDense(
  values: Float32Array,
  rowCount: number,
  stride: number,
  labels: Float64Array,
  weights: Float64Array | null,
  coefficients: Float64Array,
  intercept: number,
): LogisticGradient {
  let loss = 0;
  let interceptGradient = 0;
  const gradient = new Float64Array(stride);
  const curvatures = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let score = intercept;
    for (let column = 0; column < stride; column++) score += values[row * stride + column]! * coefficients[column]!;
    const weight = weights ? weights[row]! : 1;
    const label = labels[row]!;
    // exp(−|score|) never overflows
    const e = Math.exp(-Math.abs(score));
    const p = score >= 0 ? 1 / (1 + e) : e / (1 + e);
    const margin = label === 1 ? score : -score;
    loss += weight * (Math.max(-margin, 0) + Math.log1p(e));
    const residual = weight * (p - label);
    interceptGradient += residual;
    for (let column = 0; column < stride; column++) gradient[column]! += residual * values[row * stride + column]!;
    curvatures[row] = (weight * e) / ((1 + e) * (1 + e));
  }
  return { loss, gradient, interceptGradient, curvatures };
}
