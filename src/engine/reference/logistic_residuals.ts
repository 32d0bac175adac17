interface Inputs {
  readonly rowCount: number;
  /** f64[rowCount] */
  readonly scores: Float64Array;
  /** f64[rowCount], 0 or 1 */
  readonly labels: Float64Array;
  /** f32[rowCount], or null: all 1 */
  readonly weights: Float32Array | null;
}

/** With p = 1 / (1 + exp(−score)): gradients weight · (p − label), hessians weight · p · (1 − p), both rounded to f32. */
export function logisticResiduals({ rowCount, scores, labels, weights }: Inputs) {
  const gradients = new Float64Array(rowCount);
  const hessians = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const weight = weights ? weights[row]! : 1;
    const p = 1 / (1 + Math.exp(-scores[row]!));
    const q = 1 / (1 + Math.exp(scores[row]!));
    gradients[row] = Math.fround(weight * (labels[row]! > 0.5 ? -q : p));
    hessians[row] = Math.fround(weight * p * q);
  }
  return { gradients, hessians };
}
