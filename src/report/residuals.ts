import type { ReportResiduals } from './report-data.ts';

const SAMPLE_SIZE = 1500;
const BIN_COUNT = 40;
/** Share of the rows at either end that may lie out of the histogram: a single far one would squeeze all others. */
const TAIL = 0.002;

/**
 * What the report draws of a regression: an evenly spaced sample of the rows, and a histogram of actual - predicted
 * with round bin bounds around zero. actual, predicted: one finite number a row. Undefined without rows.
 */
export function residualsOf(actual: Float64Array, predicted: Float64Array): ReportResiduals | undefined {
  const rowCount = actual.length;
  if (rowCount === 0) return undefined;
  const step = Math.max(1, rowCount / SAMPLE_SIZE);
  const sample = Array.from({ length: Math.min(rowCount, SAMPLE_SIZE) }, (_, i) => {
    const row = Math.floor(i * step);
    return { actual: actual[row]!, predicted: predicted[row]! };
  });
  const sorted = actual.map((value, row) => value - predicted[row]!).sort();
  const tail = Math.floor(TAIL * rowCount);
  const low = Math.min(0, sorted[tail]!);
  const high = Math.max(0, sorted[rowCount - 1 - tail]!);
  // Without any error there is no width to divide.
  const width = low === high ? 1 : roundStep((high - low) / BIN_COUNT);
  const first = Math.floor(low / width);
  const counts = new Array<number>(Math.floor(high / width) - first + 1).fill(0);
  let beyondCount = 0;
  for (const residual of sorted) {
    const bin = Math.floor(residual / width) - first;
    if (counts[bin] === undefined) beyondCount++;
    else counts[bin]++;
  }
  const histogram = counts.map((count, bin) => ({
    from: (first + bin) * width,
    to: (first + bin + 1) * width,
    rowCount: count,
  }));
  return { sample, histogram, beyondCount };
}

/** The next of 1, 2, 5, 10, … times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9))!;
}
