import type { DenseRows } from '../kernel-rows.ts';

interface Inputs extends DenseRows {
  /** f64[rowCount], or null: all 1 */
  readonly factors: Float64Array | null;
  /** f64[stride], or null: all 0 */
  readonly shift: Float64Array | null;
}

/**
 * The weighted Gram matrix of dense columns, with x = values − shift: gram f64[stride][stride]: Σ factor · x[i] · x[j] for
 * i ≤ j, zero below (the kernels may write some of it there); sums f64[stride]: Σ factor · x.
 */
export function gramDense({ values, rowCount, stride, factors, shift }: Inputs) {
  const gram = new Float64Array(stride * stride);
  const sums = new Float64Array(stride);
  for (let row = 0; row < rowCount; row++) {
    const factor = factors ? factors[row]! : 1;
    const x = Float64Array.from(values.subarray(row * stride, (row + 1) * stride));
    if (shift) for (let column = 0; column < stride; column++) x[column]! -= shift[column]!;
    for (let i = 0; i < stride; i++) {
      sums[i]! += factor * x[i]!;
      for (let j = i; j < stride; j++) gram[i * stride + j]! += factor * x[i]! * x[j]!;
    }
  }
  return { gram, sums };
}
