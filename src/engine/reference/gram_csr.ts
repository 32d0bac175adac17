import type { CsrRows } from '../kernel-rows.ts';

interface Inputs extends CsrRows {
  /** f64[rowCount], or null: all 1 */
  readonly factors: Float64Array | null;
}

/**
 * The weighted Gram matrix of sparse columns: gram f64[columnCount][columnCount]: Σ factor · values[i] · values[j] for
 * i ≤ j, zero below; sums f64[columnCount]: Σ factor · values.
 */
export function gramCsr({ offsets, indices, values, rowCount, columnCount, factors }: Inputs) {
  const gram = new Float64Array(columnCount * columnCount);
  const sums = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    const factor = factors ? factors[row]! : 1;
    for (let left = offsets[row]!; left < offsets[row + 1]!; left++) {
      const i = indices[left]!;
      sums[i]! += factor * values[left]!;
      for (let right = left; right < offsets[row + 1]!; right++) {
        gram[i * columnCount + indices[right]!]! += factor * values[left]! * values[right]!;
      }
    }
  }
  return { gram, sums };
}
