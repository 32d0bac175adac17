import { softmaxGradientCsr } from '../../src/engine/reference/softmax_gradient_csr.ts';
import { csrRows, testParity, weightsOf } from './parity.ts';

testParity('softmax_gradient_csr', {
  reference: softmaxGradientCsr,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...csrRows(rowCount, columnCount, draw),
    labels: draw(rowCount).map((value) => Math.floor((value + 1) * 1.5)),
    weights: weightsOf(rowCount, draw, weighted),
    coefficients: draw(columnCount * 3),
    intercepts: draw(3),
    outputs: 3,
  }),
  // A loss below the distance of two scores plus log 3, times a weight below 2.
  largestTerm: (columnCount) => 2 * (2 * columnCount + 4),
});
