import { squaredGradientDense } from '../../src/engine/reference/squared_gradient_dense.ts';
import { denseRows, paddedRows, testParity, weightsOf } from './parity.ts';

testParity('squared_gradient_dense', {
  reference: squaredGradientDense,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...denseRows(rowCount, columnCount, draw),
    targets: draw(rowCount),
    weights: weightsOf(rowCount, draw, weighted),
    coefficients: paddedRows(1, columnCount, draw),
    intercept: draw(1)[0]!,
  }),
  // The square of a residual, times a weight below 2.
  largestTerm: (columnCount) => 2 * (columnCount + 2) ** 2,
});
