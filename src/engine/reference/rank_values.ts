/**
 * u32[values] = how many of the ascending thresholds are below each value: a split at threshold t sends a value left
 * exactly when its rank is at most t's index. NaN, which is missing, gets `missingRank`.
 */
export function rankValues(values: Float64Array, thresholds: Float64Array, missingRank: number): Uint32Array {
  return Uint32Array.from(values, (value) =>
    Number.isNaN(value) ? missingRank : thresholds.filter((threshold) => threshold < value).length,
  );
}
