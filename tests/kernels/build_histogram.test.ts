import { buildHistogram } from '../../src/engine/reference/build_histogram.ts';
import { gradientRows, packedBins, testTreeParity, wholes } from './tree-parity.ts';

for (const columnCount of [0, 1, 7, 32]) {
  testTreeParity('build_histogram', buildHistogram, [0, 1, 16, 17, 40], (rowCount, draw, variant) => ({
    ...gradientRows(rowCount, draw, variant),
    ...packedBins(variant),
    binRows: 2 * rowCount,
    stride: 36,
    bins: wholes(2 * rowCount * 36, variant === 3 ? 2 : 256, draw),
    columnCount,
    columns: Float64Array.from({ length: columnCount }, (_, c) => c + (c > 3 ? 4 : 2)),
    isPicked: variant % 2,
  }));
}
