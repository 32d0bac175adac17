import { hessianProductCsr } from '../../src/engine/reference/hessian_product_csr.ts';
import { csrRows, testParity } from './parity.ts';

testParity('hessian_product_csr', {
  reference: hessianProductCsr,
  inputs: (rowCount, columnCount, draw) => ({
    ...csrRows(rowCount, columnCount, draw),
    curvatures: draw(rowCount),
    direction: draw(columnCount),
    directionIntercept: draw(1)[0]!,
  }),
  // A score of values below 1.
  largestTerm: (columnCount) => columnCount + 1,
});
