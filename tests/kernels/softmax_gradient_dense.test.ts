import { softmaxGradientDense } from '../../src/engine/reference/softmax_gradient_dense.ts';
import { denseRows, paddedRows, testParity, weightsOf } from './parity.ts';

testParity('softmax_gradient_dense', {
  reference: softmaxGradientDense,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...denseRows(rowCount, columnCount, draw),
    labels: draw(rowCount).map((value) => Math.floor((value + 1) * 1.5)),
    weights: weightsOf(rowCount, draw, weighted),
    coefficients: paddedRows(3, columnCount, draw),
    intercepts: draw(3),
    outputs: 3,
  }),
  // A loss below the distance of two scores plus log 3, times a weight below 2.
  largestTerm: (columnCount) => 2 * (2 * columnCount + 4),
});
