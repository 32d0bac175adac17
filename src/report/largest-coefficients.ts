import type { Coefficient } from './report-data.ts';

/**
 * The coefficients that a report shows: those of largest absolute value, up to `count` (default 12) above zero and as
 * many below, falling. values: one a feature, finite. `nameOf` is asked only for those shown. `of` is the class they
 * speak for, with more than two.
 */
export function largestCoefficients(
  nameOf: (feature: number) => string,
  values: ArrayLike<number>,
  of?: string,
  count = 12,
): Coefficient[] {
  // Sorting numbers alone is fast; only those near the ends are sorted with their features.
  const sorted = Float64Array.from(values).sort();
  const low = sorted[Math.min(count, sorted.length) - 1] ?? 0;
  const high = sorted[Math.max(0, sorted.length - count)] ?? 0;
  const candidates: number[] = [];
  for (let feature = 0; feature < values.length; feature++) {
    const value = values[feature]!;
    if (value !== 0 && (value <= low || value >= high)) candidates.push(feature);
  }
  // Equal values in the order of the features.
  const falling = candidates.sort((a, b) => values[b]! - values[a]! || a - b);
  const above = falling.filter((feature) => values[feature]! > 0).slice(0, count);
  const below = falling.filter((feature) => values[feature]! < 0).slice(-count);
  return [...above, ...below].map((feature) => ({
    name: nameOf(feature),
    value: values[feature]!,
    ...(of === undefined ? {} : { class: of }),
  }));
}
