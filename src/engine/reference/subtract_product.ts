interface Inputs {
  /** f64[rows][depth] */
  readonly a: Float64Array;
  /** f64[depth][columns] */
  readonly b: Float64Array;
  /** f64[rows][columns] */
  readonly c: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** c − a · b: the update of a blocked Cholesky factorisation. */
export function subtractProduct({ a, b, c, rows, columns, depth }: Inputs) {
  const result = Float64Array.from(c);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let k = 0; k < depth; k++) {
        result[row * columns + column]! -= a[row * depth + k]! * b[k * columns + column]!;
      }
    }
  }
  return { c: result };
}
