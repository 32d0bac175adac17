import type { BinSums, GradientRows } from '../kernel-rows.ts';
import { addRow, emptyBins } from './common/bin-sums.ts';

interface Inputs extends GradientRows {
  /** u16 in f64[binRows][stride] */
  readonly bins: Float64Array;
  readonly stride: number;
  readonly columnCount: number;
  /** f64[columnCount] */
  readonly columns: Float64Array;
  /** f64[columnCount]: where each column's histogram begins */
  readonly begins: Float64Array;
  readonly size: number;
}

/** The sums of rows by the bins of u16 columns: [size], each column's from its place on. */
export function buildHistogramWide(inputs: Inputs): BinSums {
  const { bins, stride, columnCount, columns, begins, size, rows, rowCount } = inputs;
  const sums = emptyBins(size);
  for (let i = 0; i < rowCount; i++) {
    for (let c = 0; c < columnCount; c++) addRow(sums, begins[c]! + bins[rows[i]! * stride + columns[c]!]!, inputs, i);
  }
  return sums;
}
