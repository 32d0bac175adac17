interface Inputs {
  readonly count: number;
  /** f64[count] */
  readonly values: Float64Array;
  /** f64[count], or null: all 0 */
  readonly shifts: Float64Array | null;
}

/** results[i] = exp(values[i] − shifts[i]). */
export function exponentials({ count, values, shifts }: Inputs) {
  return { results: Float64Array.from({ length: count }, (_, i) => Math.exp(values[i]! - (shifts ? shifts[i]! : 0))) };
}
