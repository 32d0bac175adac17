import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount][outputs] */
  readonly probabilities: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[columnCount][outputs] */
  readonly direction: Float64Array;
  /** f64[outputs] */
  readonly directionIntercepts: Float64Array;
  readonly outputs: number;
}

/**
 * The Hessian of the softmax loss, times a direction, for sparse rows. With
 * s = values · direction + directionIntercepts and change[k] = weight · p[k] · (s[k] − Σ p[j] · s[j]):
 * totals f64[outputs]: Σ change[k]; product f64[columnCount][outputs]: Σ change[k] · values[row].
 */
export function softmaxHessianProductCsr(inputs: Inputs) {
  const {
    offsets,
    indices,
    values,
    rowCount,
    columnCount,
    probabilities,
    weights,
    direction,
    directionIntercepts,
    outputs,
  } = inputs;
  const totals = new Float64Array(outputs);
  const product = new Float64Array(outputs * columnCount);
  for (let row = 0; row < rowCount; row++) {
    const scores = Float64Array.from(directionIntercepts);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      for (let output = 0; output < outputs; output++) scores[output]! += value * direction[column * outputs + output]!;
    }
    const p = probabilities.subarray(row * outputs, (row + 1) * outputs);
    const mean = scores.reduce((sum, score, output) => sum + p[output]! * score, 0);
    const weight = weights ? weights[row]! : 1;
    const changes = scores.map((score, output) => weight * p[output]! * (score - mean));
    for (let output = 0; output < outputs; output++) totals[output]! += changes[output]!;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      for (let output = 0; output < outputs; output++) product[column * outputs + output]! += changes[output]! * value;
    }
  }
  return { totals, product };
}
