import { hessianProductDense } from '../../src/engine/reference/hessian_product_dense.ts';
import { denseRows, paddedRows, testParity } from './parity.ts';

testParity('hessian_product_dense', {
  reference: hessianProductDense,
  inputs: (rowCount, columnCount, draw) => ({
    ...denseRows(rowCount, columnCount, draw),
    curvatures: draw(rowCount),
    direction: paddedRows(1, columnCount, draw),
    directionIntercept: draw(1)[0]!,
  }),
  // A score of values below 1.
  largestTerm: (columnCount) => columnCount + 1,
});
