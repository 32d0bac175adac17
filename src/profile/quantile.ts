import type { Quantiles } from './profile-result.ts';

/** Of at least one value, in any order; `values` is sorted in place. */
export function quantilesOf(values: Float64Array): Quantiles {
  values.sort();
  const at = (share: number) => quantile(values, share);
  return { p1: at(0.01), p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), p99: at(0.99) };
}

/** Linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996), numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (high - low) * (position - below);
}
