const bits = new DataView(new ArrayBuffer(8));

/** The greatest float64 below `value`, which is finite. */
function below(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigUint64(0, bits.getBigUint64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The greatest float32 below `value`, a float32 that is finite. */
function below32(value: number): number {
  if (value === 0) return -(2 ** -149);
  bits.setFloat32(0, value);
  bits.setUint32(0, bits.getUint32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

/**
 * The greatest float64 `x` whose float32 rounding lies below `threshold`, a float32: `fround(x) < threshold` is
 * `x ≤ thresholdBelow(threshold)` for every x but NaN.
 */
export function thresholdBelow(threshold: number): number {
  if (threshold === -Infinity) return -Infinity; // for −∞ itself the two differ, and the engine refuses it
  const previous = threshold === Infinity ? 3.4028234663852886e38 : below32(threshold);
  // Infinity rounds as if it were the next power of 2.
  const middle = (finite(previous) + finite(threshold)) / 2;
  // Halfway goes to the even neighbour.
  return Math.fround(middle) < threshold ? middle : below(middle);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Math.sign(value) * 2 ** 128;
}
