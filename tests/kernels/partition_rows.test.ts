import { partitionRows } from '../../src/engine/reference/partition_rows.ts';
import { gradientRows, testTreeParity, wholes } from './tree-parity.ts';

testTreeParity('partition_rows', partitionRows, [0, 1, 7, 8, 9, 39, 40, 41, 1000], (rowCount, draw, variant) => ({
  ...gradientRows(rowCount, draw, variant),
  binRows: 2 * rowCount,
  column: wholes(2 * rowCount, 256, draw),
  // Half of the values go left, few, all, or none.
  goesLeft: Float64Array.from({ length: 256 }, (_, value) =>
    Number([value % 2 === 0, value === 3, true, false][variant]),
  ),
  isScattered: draw(2),
  fromBack: draw(2),
}));
