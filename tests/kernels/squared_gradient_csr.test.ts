import { squaredGradientCsr } from '../../src/engine/reference/squared_gradient_csr.ts';
import { csrRows, testParity, weightsOf } from './parity.ts';

testParity('squared_gradient_csr', {
  reference: squaredGradientCsr,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...csrRows(rowCount, columnCount, draw),
    targets: draw(rowCount),
    weights: weightsOf(rowCount, draw, weighted),
    coefficients: draw(columnCount),
    intercept: draw(1)[0]!,
  }),
  // The square of a residual, times a weight below 2.
  largestTerm: (columnCount) => 2 * (columnCount + 2) ** 2,
});
