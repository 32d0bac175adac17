import { buildHistogramWide } from '../../src/engine/reference/build_histogram_wide.ts';
import { gradientRows, packedBins, testTreeParity, wholes } from './tree-parity.ts';

testTreeParity('build_histogram_wide', buildHistogramWide, [0, 1, 15, 16, 17, 130], (rowCount, draw, variant) => ({
  ...gradientRows(rowCount, draw, variant),
  ...packedBins(variant),
  binRows: 2 * rowCount,
  stride: 4,
  bins: wholes(2 * rowCount * 4, 700, draw),
  columnCount: variant,
  columns: Float64Array.of(3, 0, 2).subarray(0, variant),
  begins: Float64Array.of(1400, 0, 700).subarray(0, variant),
  size: 2100,
}));
