import { binFloat64 } from './bin_float64.ts';

interface Inputs {
  readonly values: Float32Array;
  /** f64[≤ 254], ascending; as float32. */
  readonly bounds: Float64Array;
}

/** bins f64[values]: 0 where the value is NaN, else 1 + the number of bounds below it. */
export function binFloat32({ values, bounds }: Inputs) {
  return binFloat64({ values: Float64Array.from(values), bounds });
}
