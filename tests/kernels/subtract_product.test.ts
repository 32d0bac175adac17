import { subtractProduct } from '../../src/engine/reference/subtract_product.ts';
import { testParity } from './parity.ts';

testParity('subtract_product', {
  reference: subtractProduct,
  inputs: (rowCount, columnCount, draw) => ({
    a: draw(rowCount * 21),
    b: draw(21 * columnCount),
    c: draw(rowCount * columnCount),
    rows: rowCount,
    columns: columnCount,
    depth: 21,
  }),
  // A sum of 21 products of values below 1.
  largestTerm: () => 21,
});
