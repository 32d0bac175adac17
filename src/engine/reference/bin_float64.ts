interface Inputs {
  readonly values: Float64Array;
  /** f64[≤ 254], ascending. */
  readonly bounds: Float64Array;
}

/** bins f64[values]: 0 where the value is NaN, else 1 + the number of bounds below it. */
export function binFloat64({ values, bounds }: Inputs) {
  const bins = values.map((value) => (Number.isNaN(value) ? 0 : 1 + bounds.filter((bound) => bound < value).length));
  return { bins };
}
