import type { DenseRows } from '../kernel-rows.ts';

interface Inputs extends DenseRows {
  /** f64[rowCount]: the class's index */
  readonly labels: Float64Array;
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
  /** f64[outputs][stride] */
  readonly coefficients: Float64Array;
  /** f64[outputs] */
  readonly intercepts: Float64Array;
  readonly outputs: number;
}

/**
 * The softmax loss of dense rows and its gradient, with p = softmax(values · coefficients + intercepts):
 * totals f64[1 + outputs]: Σ −weight · log(p[label]), then Σ weight · (p[k] − (k = label));
 * gradient f64[outputs][stride]: Σ weight · (p[k] − (k = label)) · values[row];
 * probabilities f64[rowCount][outputs]: p.
 */
export function softmaxGradientDense(inputs: Inputs) {
  const { values, rowCount, stride, labels, weights, coefficients, intercepts, outputs } = inputs;
  const totals = new Float64Array(1 + outputs);
  const gradient = new Float64Array(outputs * stride);
  const probabilities = new Float64Array(rowCount * outputs);
  for (let row = 0; row < rowCount; row++) {
    const scores = Float64Array.from(intercepts);
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      for (let output = 0; output < outputs; output++)
        scores[output]! += value * coefficients[output * stride + column]!;
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
    for (let column = 0; column < stride; column++) {
      const value = values[row * stride + column]!;
      for (let output = 0; output < outputs; output++)
        gradient[output * stride + column]! += residuals[output]! * value;
    }
  }
  return { totals, gradient, probabilities };
}
