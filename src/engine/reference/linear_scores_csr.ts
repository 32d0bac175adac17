import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[columnCount][outputs] */
  readonly weights: Float64Array;
  /** f64[outputs] */
  readonly intercepts: Float64Array;
  readonly outputs: number;
}

/** scores f64[rowCount][outputs] = values · weights + intercepts. */
export function linearScoresCsr({ offsets, indices, values, rowCount, weights, intercepts, outputs }: Inputs) {
  const scores = new Float64Array(rowCount * outputs);
  for (let row = 0; row < rowCount; row++) {
    const rowScores = scores.subarray(row * outputs, (row + 1) * outputs);
    rowScores.set(intercepts);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      for (let output = 0; output < outputs; output++)
        rowScores[output]! += value * weights[column * outputs + output]!;
    }
  }
  return { scores };
}
