import { softmaxHessianProductCsr } from '../../src/engine/reference/softmax_hessian_product_csr.ts';
import { csrRows, testParity, weightsOf } from './parity.ts';

testParity('softmax_hessian_product_csr', {
  reference: softmaxHessianProductCsr,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...csrRows(rowCount, columnCount, draw),
    probabilities: draw(rowCount * 3).map((value) => (value + 1) / 6),
    weights: weightsOf(rowCount, draw, weighted),
    direction: draw(columnCount * 3),
    directionIntercepts: draw(3),
    outputs: 3,
  }),
  // A score less a mean of scores, times a weight below 2.
  largestTerm: (columnCount) => 4 * (columnCount + 1),
});
