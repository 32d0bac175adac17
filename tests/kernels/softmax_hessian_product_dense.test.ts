import { softmaxHessianProductDense } from '../../src/engine/reference/softmax_hessian_product_dense.ts';
import { denseRows, paddedRows, testParity, weightsOf } from './parity.ts';

testParity('softmax_hessian_product_dense', {
  reference: softmaxHessianProductDense,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...denseRows(rowCount, columnCount, draw),
    probabilities: draw(rowCount * 3).map((value) => (value + 1) / 6),
    weights: weightsOf(rowCount, draw, weighted),
    direction: paddedRows(3, columnCount, draw),
    directionIntercepts: draw(3),
    outputs: 3,
  }),
  // A score less a mean of scores, times a weight below 2.
  largestTerm: (columnCount) => 4 * (columnCount + 1),
});
