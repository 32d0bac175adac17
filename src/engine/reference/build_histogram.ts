import type { BinSums, GradientRows } from '../kernel-rows.ts';
import { addRow, emptyBins } from './common/bin-sums.ts';

interface Inputs extends GradientRows {
  /** u8 in f64[binRows][stride] */
  readonly bins: Float64Array;
  readonly stride: number;
  readonly columnCount: number;
  /** f64[columnCount], used when `isPicked` is 1; otherwise the first columns are. */
  readonly columns: Float64Array;
  readonly isPicked: number;
}

/** Bins from one column's histogram to the next. */
const HISTOGRAM_STRIDE = 264;

/** The sums of rows by the bins of u8 columns: [columnCount][264]. */
export function buildHistogram(inputs: Inputs): BinSums {
  const { bins, stride, columnCount, columns, isPicked, rows, rowCount } = inputs;
  const sums = emptyBins(columnCount * HISTOGRAM_STRIDE);
  for (let i = 0; i < rowCount; i++) {
    for (let c = 0; c < columnCount; c++) {
      const column = isPicked ? columns[c]! : c;
      addRow(sums, c * HISTOGRAM_STRIDE + bins[rows[i]! * stride + column]!, inputs, i);
    }
  }
  return sums;
}
