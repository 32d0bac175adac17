import type { SplitPeriod } from './report-data.ts';

export type SplitSide = SplitPeriod['side'];

const PERIOD_COUNT = 48;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths a period may have, in milliseconds. */
const LENGTHS = [
  ...[1, 5, 15].map((minutes) => minutes * MINUTE),
  ...[1, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 365].map((days) => days * DAY),
];

/**
 * Rows of each side by period of time, in at most about fifty periods of a plain length. times: milliseconds since
 * 1970-01-01 UTC, one a row, in any order; those that are not finite are left out.
 */
export function splitTimeline(times: Readonly<Partial<Record<SplitSide, Float64Array>>>): SplitPeriod[] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const side of Object.values(times)) {
    for (const time of side) {
      if (!Number.isFinite(time)) continue;
      if (time < first) first = time;
      if (time > last) last = time;
    }
  }
  if (first > last) return [];
  const least = (last - first) / PERIOD_COUNT;
  const length = LENGTHS.find((candidate) => candidate >= least) ?? Math.ceil(least / (365 * DAY)) * 365 * DAY;
  const sides: readonly SplitSide[] = ['train', 'valid', 'test'];
  return sides.flatMap((side) => {
    const counts = new Map<number, number>();
    for (const time of times[side] ?? []) {
      if (!Number.isFinite(time)) continue;
      const period = Math.floor(time / length);
      counts.set(period, (counts.get(period) ?? 0) + 1);
    }
    const periods = [...counts].sort(([a], [b]) => a - b);
    return periods.map(([period, rowCount]) => ({
      start: new Date(period * length).toISOString(),
      end: new Date((period + 1) * length).toISOString(),
      side,
      rowCount,
    }));
  });
}
