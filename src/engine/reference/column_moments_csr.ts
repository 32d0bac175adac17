import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount], or null: all 1 */
  readonly weights: Float64Array | null;
}

/** sums f64[columnCount]: Σ weight · value, and squares f64[columnCount]: Σ weight · value², of each column. */
export function columnMomentsCsr({ offsets, indices, values, rowCount, columnCount, weights }: Inputs) {
  const sums = new Float64Array(columnCount);
  const squares = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    const weight = weights ? weights[row]! : 1;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const column = indices[entry]!;
      const value = values[entry]!;
      sums[column]! += weight * value;
      squares[column]! += weight * value * value;
    }
  }
  return { sums, squares };
}
