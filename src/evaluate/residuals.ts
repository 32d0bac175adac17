import { randomStream } from '../core/random.ts';
import { STEP_ROWS, type Steps } from './metrics/steps.ts';

/** For plots of a regressor's errors. JSON data. */
export interface Residuals {
  /** At most 2000 rows, drawn at random, in the order of the rows. */
  readonly sample: readonly { readonly actual: number; readonly predicted: number }[];
  /** Rows by residual (actual - predicted) in adjoining bins [from, to); the last one includes its end. */
  readonly histogram: readonly { readonly from: number; readonly to: number; readonly rowCount: number }[];
}

const SAMPLE_ROWS = 2000;
const BINS = 40;

/** Four standard deviations hold nearly all rows; the few beyond would leave all others in one bin. */
const DEVIATIONS = 4;

/**
 * A sample of the rows and a histogram of all residuals: 40 bins of equal width within four standard deviations of the
 * mean. Where residuals lie beyond, the first and the last bin reach out to them. Rows are not weighted.
 */
export function* residualsOf(target: Float64Array, prediction: Float64Array, seed: number): Steps<Residuals> {
  return {
    sample: yield* sampleRows(target, prediction, seed),
    histogram: yield* residualHistogram(target, prediction),
  };
}

/** Selection sampling: row by row, each with the chance that leaves as many as are wanted (Knuth, algorithm S). */
function* sampleRows(target: Float64Array, prediction: Float64Array, seed: number): Steps<Residuals['sample']> {
  const rowCount = target.length;
  const wanted = Math.min(SAMPLE_ROWS, rowCount);
  const stream = randomStream(seed, 'evaluate/residual-sample');
  const words = new Uint32Array(STEP_ROWS);
  const sample: { actual: number; predicted: number }[] = [];
  for (let row = 0; row < rowCount && sample.length < wanted; ++row) {
    if (row % STEP_ROWS === 0) {
      stream.fill(words, row);
      yield;
    }
    if ((words[row % STEP_ROWS]! / 2 ** 32) * (rowCount - row) < wanted - sample.length) {
      sample.push({ actual: target[row]!, predicted: prediction[row]! });
    }
  }
  return sample;
}

function* residualHistogram(target: Float64Array, prediction: Float64Array): Steps<Residuals['histogram']> {
  const { lowest, highest, mean, deviation } = yield* spread(target, prediction);
  if (!(highest > lowest)) return [{ from: lowest, to: highest, rowCount: target.length }];
  const from = Math.max(lowest, mean - DEVIATIONS * deviation);
  const to = Math.min(highest, mean + DEVIATIONS * deviation);
  const edges = Array.from({ length: BINS + 1 }, (_, edge) => from + (edge * (to - from)) / BINS);
  const counts = new Array<number>(BINS).fill(0);
  for (let row = 0; row < target.length; ++row) {
    const share = (target[row]! - prediction[row]! - from) / (to - from);
    counts[Math.max(0, Math.min(BINS - 1, Math.floor(share * BINS)))]! += 1;
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  edges[0] = lowest;
  edges[BINS] = highest;
  return counts.map((rowCount, bin) => ({ from: edges[bin]!, to: edges[bin + 1]!, rowCount }));
}

function* spread(target: Float64Array, prediction: Float64Array) {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < target.length; ++row) {
    const residual = target[row]! - prediction[row]!;
    if (residual < lowest) lowest = residual;
    if (residual > highest) highest = residual;
    // Welford, Technometrics 4, 1962: no difference of two large sums.
    const step = residual - mean;
    mean += step / (row + 1);
    squares += step * (residual - mean);
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return { lowest, highest, mean, deviation: Math.sqrt(squares / target.length) };
}
