import type { NativeNumbers } from '../engine/table-profile.ts';
import type { NumberProfile, OutlierProfile } from './profile-result.ts';

/** The shares that the engine is asked for, in the order of `Quantiles`. */
export const QUANTILE_SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
const EXAMPLES = 5;

export function numberProfile(found: NativeNumbers): NumberProfile {
  const { lowest, highest, quantiles } = found;
  const [count, mean, m2] = found.moments as unknown as [number, number, number, number, number];
  const [p1, p5, p25, p50, p75, p95, p99] = quantiles as unknown as number[];
  const { skewness, kurtosis } = shapeOf(found.moments);
  return {
    min: lowest[0]!,
    max: highest[0]!,
    mean,
    standardDeviation: count < 2 ? 0 : Math.sqrt(m2 / (count - 1)),
    zeroCount: found.zeros,
    negativeCount: found.negatives,
    infiniteCount: found.positiveInfinities + found.negativeInfinities,
    quantiles: { p1: p1!, p5: p5!, p25: p25!, p50: p50!, p75: p75!, p95: p95!, p99: p99! },
    quantilesExact: found.exact,
    ...finite('sum', mean * count),
    ...finite('skewness', skewness),
    ...finite('kurtosis', kurtosis),
    medianDeviation: found.deviation,
    fractionCount: found.fractions,
    outliers: outliersOf(found, count),
    histogram: { edges: [...found.edges], counts: [...found.counts] },
  };
}

/** Adjusted Fisher–Pearson skewness and excess kurtosis (Joanes and Gill 1998), as pandas' `skew` and `kurt`. */
function shapeOf(moments: Float64Array): { skewness: number; kurtosis: number } {
  const [n, , m2, m3, m4] = moments as unknown as [number, number, number, number, number];
  if (!(m2 > 0)) return { skewness: Number.NaN, kurtosis: Number.NaN };
  const g1 = (Math.sqrt(n) * m3) / m2 ** 1.5;
  const skewness = n < 3 ? Number.NaN : (g1 * Math.sqrt(n * (n - 1))) / (n - 2);
  const g2 = (n * m4) / (m2 * m2) - 3;
  const kurtosis = n < 4 ? Number.NaN : ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * g2 + 6);
  return { skewness, kurtosis };
}

function outliersOf({ fences, whiskers, outliers, exact, summaryCount, ...found }: NativeNumbers, count: number) {
  const scale = exact || summaryCount === 0 ? 1 : count / summaryCount;
  const [lowFence, highFence] = fences as unknown as [number, number];
  const [lowWhisker, highWhisker] = whiskers as unknown as [number, number];
  return {
    lowFence,
    highFence,
    lowWhisker,
    highWhisker,
    lowCount: Math.round(outliers[0]! * scale),
    highCount: Math.round(outliers[1]! * scale),
    exact,
    examples: [
      ...found.lowest.filter((value) => value < lowFence).slice(0, EXAMPLES),
      ...found.highest.filter((value) => value > highFence).slice(0, EXAMPLES),
    ],
  } satisfies OutlierProfile;
}

/** JSON has no infinity: what is beyond float64 is left out. */
function finite<Key extends string>(key: Key, value: number): { [K in Key]?: number } {
  return (Number.isFinite(value) ? { [key]: value } : {}) as { [K in Key]?: number };
}
