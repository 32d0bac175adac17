import { randomStream } from '../../core/random.ts';
import { linearQuantile } from './linear-quantile.ts';
import { STEP_ROWS, type Steps } from './steps.ts';

/** Metrics by name; null where the rows leave one undefined. */
export type MetricValues = Readonly<Record<string, number | null>>;

/** Lower and upper end of an interval. */
export type Interval = readonly [number, number];

/** The share of resamples an interval covers, and where it begins and ends. */
export const INTERVAL_LEVEL = 0.95;
const LOWER_QUANTILE = 0.025;
const UPPER_QUANTILE = 0.975;

/** Rows drawn in all: about two seconds of work. */
const ROW_BUDGET = 75_000_000;

/** 1000 up to 75,000 rows, then so many that they draw 75 million rows in all (125 of 600,000), but at least 100. */
export function defaultResampleCount(rowCount: number): number {
  return Math.max(100, Math.min(1000, Math.floor(ROW_BUDGET / rowCount)));
}

export interface BootstrapOptions {
  readonly rowCount: number;
  readonly resampleCount: number;
  readonly seed: number;
  /** Metrics of the rows, each taken as often as multiplicity[row] says. */
  readonly measure: (multiplicity: Uint8Array) => Steps<MetricValues>;
  /** Called after each resample with the share that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Percentile intervals of all metrics that `measure` gives: rows are drawn with replacement, as many as there are,
 * again and again, and the interval runs between the quantiles of what the metrics come to (Efron and Tibshirani, "An
 * introduction to the bootstrap", 1993, chapter 13). Resamples that leave a metric undefined are passed over; a metric
 * that no resample defines has no interval. Draws depend on the seed and the resample's number alone.
 */
export function* bootstrapIntervals(options: BootstrapOptions): Steps<Record<string, Interval>> {
  const { rowCount, resampleCount, seed, measure, onProgress } = options;
  const values = new Map<string, number[]>();
  const multiplicity = new Uint8Array(rowCount);
  for (let resample = 0; resample < resampleCount; ++resample) {
    yield* drawRows(multiplicity, seed, resample);
    for (const [name, value] of Object.entries(yield* measure(multiplicity))) {
      if (value === null) continue;
      const ofMetric = values.get(name);
      if (ofMetric === undefined) values.set(name, [value]);
      else ofMetric.push(value);
    }
    onProgress?.((resample + 1) / resampleCount);
  }
  const intervals: Record<string, Interval> = {};
  for (const [name, ofMetric] of values) {
    const ascending = Float64Array.from(ofMetric).sort();
    intervals[name] = [linearQuantile(ascending, LOWER_QUANTILE), linearQuantile(ascending, UPPER_QUANTILE)];
  }
  return intervals;
}

/** Sets multiplicity[row] to how often a row is drawn in as many draws with replacement as there are rows. */
function* drawRows(multiplicity: Uint8Array, seed: number, resample: number): Steps<void> {
  const rowCount = multiplicity.length;
  const stream = randomStream(seed, 'evaluate/bootstrap', resample);
  const words = new Uint32Array(Math.min(STEP_ROWS, rowCount));
  const scale = rowCount / 2 ** 32;
  multiplicity.fill(0);
  for (let begin = 0; begin < rowCount; begin += STEP_ROWS) {
    const draws = Math.min(STEP_ROWS, rowCount - begin);
    stream.fill(words, begin);
    // A byte holds any count that occurs: 256 draws of one row have a chance below 1e-500.
    for (let draw = 0; draw < draws; ++draw) multiplicity[(words[draw]! * scale) >>> 0]! += 1;
    yield;
  }
}
