import type { DenseRows } from '../kernel-rows.ts';

interface Inputs extends DenseRows {
  /** f64[rowCount][outputs] */
  readonly probabilities: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[outputs][stride] */
  readonly direction: Float64Array;
  /** f64[outputs] */
  readonly directionIntercepts: Float64Array;
  readonly outputs: number;
}

/**
 * The Hessian of the softmax loss, times a direction, for dense rows. With
 * s = values · direction + directionIntercepts and change[k] = weight · p[k] · (s[k] − Σ p[j] · s[j]):
 * totals f64[outputs]: Σ change[k]; product f64[outputs][stride]: Σ change[k] · values[row].
 */
export function softmaxHessianProductDense(inputs: Inputs) {
  const { values, rowCount, stride, probabilities, weights, direction, directionIntercepts, outputs } = inputs;
  const totals = new Float64Array(outputs);
  const product = new Float64Array(outputs * stride);
  for (let row = 0; row < rowCount; row++) {
    const scores = Float64Array.from(directionIntercepts);
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      for (let output = 0; output < outputs; output++) scores[output]! += value * direction[output * stride + column]!;
    }
    const p = probabilities.subarray(row * outputs, (row + 1) * outputs);
    const mean = scores.reduce((sum, score, output) => sum + p[output]! * score, 0);
    const weight = weights ? weights[row]! : 1;
    const changes = scores.map((score, output) => weight * p[output]! * (score - mean));
    for (let output = 0; output < outputs; output++) totals[output]! += changes[output]!;
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      for (let output = 0; output < outputs; output++) product[output * stride + column]! += changes[output]! * value;
    }
  }
  return { totals, product };
}
