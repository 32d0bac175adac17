import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount]: the class's index */
  readonly labels: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[columnCount][outputs] */
  readonly coefficients: Float64Array;
  /** f64[outputs] */
  readonly intercepts: Float64Array;
  readonly outputs: number;
}

/**
 * The softmax loss of sparse rows and its gradient, with p = softmax(values · coefficients + intercepts):
 * totals f64[1 + outputs]: Σ −weight · log(p[label]), then Σ weight · (p[k] − (k = label));
 * gradient f64[columnCount][outputs]: Σ weight · (p[k] − (k = label)) · values[row];
 * probabilities f64[rowCount][outputs]: p.
 */
export function softmaxGradientCsr(inputs: Inputs) {
  const { offsets, indices, values, rowCount, columnCount, labels, weights, coefficients, intercepts, outputs } =
    inputs;
  const totals = new Float64Array(1 + outputs);
  const gradient = new Float64Array(outputs * columnCount);
  const probabilities = new Float64Array(rowCount * outputs);
  for (let row = 0; row < rowCount; row++) {
    const scores = Float64Array.from(intercepts);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      for (let output = 0; output < outputs; output++)
        scores[output]! += value * coefficients[column * outputs + output]!;
    }
    const largest = Math.max(...scores);
    const exponentials = scores.map((score) => Math.exp(score - largest));
    const sum = exponentials.reduce((total, exponential) => total + exponential, 0);
    const p = exponentials.map((exponential) => exponential / sum);
    probabilities.set(p, row * outputs);
    const weight = weights ? weights[row]! : 1;
    const label = labels[row]!;
    totals[0]! += weight * (Math.log(sum) - (scores[label]! - largest));
    const residuals = p.map((probability, output) => weight * (probability - (output === label ? 1 : 0)));
    for (let output = 0; output < outputs; output++) totals[1 + output]! += residuals[output]!;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      for (let output = 0; output < outputs; output++)
        gradient[column * outputs + output]! += residuals[output]! * value;
    }
  }
  return { totals, gradient, probabilities };
}
