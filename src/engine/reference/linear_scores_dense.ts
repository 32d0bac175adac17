/**
 * f64[rowCount][outputs] = values · weights + intercepts, for values f32[rowCount][stride],
 * weights f64[outputs][stride] and intercepts f64[outputs].
 */
export function linearScoresDense(
  values: Float32Array,
  rowCount: number,
  stride: number,
  weights: Float64Array,
  intercepts: Float64Array,
): Float64Array {
  const outputs = intercepts.length;
  const scores = new Float64Array(rowCount * outputs);
  for (let row = 0; row < rowCount; row++) {
    for (let output = 0; output < outputs; output++) {
      let score = intercepts[output]!;
      for (let column = 0; column < stride; column++) {
        score += values[row * stride + column]! * weights[output * stride + column]!;
      }
      scores[row * outputs + output] = score;
    }
  }
  return scores;
}
