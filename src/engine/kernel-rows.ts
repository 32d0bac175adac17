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
