/** NumPy's default quantile of ascending values, with its two forms of the interpolation. `share` is from 0 to 1. */
export function linearQuantile(ascending: Float64Array, share: number): number {
  const position = share * (ascending.length - 1);
  const below = Math.floor(position);
  const from = ascending[below]!;
  const to = ascending[Math.min(below + 1, ascending.length - 1)]!;
  const fraction = position - below;
  return fraction < 0.5 ? from + (to - from) * fraction : to - (to - from) * (1 - fraction);
}
