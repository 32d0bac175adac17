/** Dense rows as kernels take them. */
export interface DenseRows {
  /** f32[rowCount][stride], row-major, padded with zeros; the stride is a multiple of 16 */
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly stride: number;
}

/** Compressed sparse rows as kernels take them: row r holds entries offsets[r] up to offsets[r + 1]. */
export interface CsrRows {
  /** u32[rowCount + 1] */
  readonly offsets: Uint32Array;
  /** u32[entries]: the entry's column; ascending within a row */
  readonly indices: Uint32Array;
  /** f32[entries] */
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly columnCount: number;
}

/** Rows that a tree is grown on, as kernels of trees take them in parity tests: all numbers are whole. */
export interface GradientRows {
  readonly rowCount: number;
  /** f64[rowCount], ascending */
  readonly rows: Float64Array;
  /** f64[rowCount]: i16 */
  readonly gradients: Float64Array;
  /** f64[rowCount]: u16; all 1 where `hessianShift` is 0 */
  readonly hessians: Float64Array;
}

/** Where gradient and hessian begin in a packed bin; the count is at bit 0. */
export interface PackedBins {
  readonly gradientShift: number;
  /** 0: every row's hessian is 1, and a bin has none but the count. */
  readonly hessianShift: number;
}

/** Sums of a histogram, or of one column's part of it: f64[size] each. */
export interface BinSums {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly counts: Float64Array;
}
