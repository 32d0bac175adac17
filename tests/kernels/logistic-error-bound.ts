import type { LabelledRows } from '../../src/engine/webgpu/logistic_gradient_dense.ts';

/** The rounding of one implementation of `logistic_gradient_dense`. */
export interface Arithmetic {
  /** Unit roundoff: the largest relative error of one operation. */
  readonly roundoff: number;
  /** Additions that a term of a row's score goes through, and one for its product. */
  readonly scoreDepth: number;
  /** Additions that a row's term goes through on its way to the total, and its products. */
  readonly sumDepth: number;
  /** Absolute error of a row's loss and probability, given its score exactly, by the accuracy of exp, log and division. */
  readonly functionError: number;
}

/** f64 with sums in any order; exp and log1p within an ulp or so. */
export const float64 = ({ rowCount, stride }: LabelledRows): Arithmetic => ({
  roundoff: 2 ** -53,
  scoreDepth: stride + 2,
  sumDepth: rowCount + 4,
  functionError: 2 ** -50,
});

/**
 * f32 in `kernels/logistic_gradient_dense.wgsl`. A score adds stride / 16 terms in a lane, folds 16 lanes and adds the
 * intercept, after values and coefficients were narrowed. A term of the gradient is one of 16 in its thread, 64
 * threads are folded, and the host adds in f64. WGSL allows exp(x) an error of 3 + 2 |x| ulp, a division 2.5 ulp and log
 * 2^-21 between 1 and 2: together below 2^-20 for a loss and a probability, whatever the score.
 */
export const float32 = ({ stride }: LabelledRows): Arithmetic => ({
  roundoff: 2 ** -24,
  scoreDepth: stride / 16 + 4 + 3,
  sumDepth: 16 + 6 + 4,
  functionError: 2 ** -20,
});

/** How far `arithmetic` may take each result from the true one. */
export function logisticErrorBound(
  rows: LabelledRows,
  coefficients: Float64Array,
  intercept: number,
  arithmetic: Arithmetic,
): { loss: number; gradient: Float64Array; interceptGradient: number } {
  const { values, rowCount, stride, labels, weights } = rows;
  const { roundoff, scoreDepth, sumDepth, functionError } = arithmetic;
  let loss = 0;
  let interceptGradient = 0;
  const gradient = new Float64Array(stride);
  for (let row = 0; row < rowCount; row++) {
    let score = intercept;
    let magnitude = Math.abs(intercept);
    for (let column = 0; column < stride; column++) {
      const term = values[row * stride + column]! * coefficients[column]!;
      score += term;
      magnitude += Math.abs(term);
    }
    const weight = weights ? weights[row]! : 1;
    const scoreError = scoreDepth * roundoff * magnitude;
    const p = 1 / (1 + Math.exp(-score));
    const rowLoss = Math.log1p(Math.exp(-Math.abs(score))) + Math.max(labels[row] === 1 ? -score : score, 0);
    // The loss moves at most as far as the score does, the probability a quarter as far.
    loss += weight * (scoreError + functionError + sumDepth * roundoff * rowLoss);
    const residualError = weight * (scoreError / 4 + functionError + sumDepth * roundoff * Math.abs(p - labels[row]!));
    interceptGradient += residualError;
    for (let column = 0; column < stride; column++) {
      gradient[column]! += residualError * Math.abs(values[row * stride + column]!);
    }
  }
  return { loss, gradient, interceptGradient };
}
