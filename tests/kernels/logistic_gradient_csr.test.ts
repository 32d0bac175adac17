import { logisticGradientCsr } from '../../src/engine/reference/logistic_gradient_csr.ts';
import { csrRows, testParity, weightsOf } from './parity.ts';

testParity('logistic_gradient_csr', {
  reference: logisticGradientCsr,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...csrRows(rowCount, columnCount, draw),
    labels: draw(rowCount).map((value) => (value > 0.2 ? 1 : 0)),
    weights: weightsOf(rowCount, draw, weighted),
    coefficients: draw(columnCount),
    intercept: draw(1)[0]!,
  }),
  // A loss below its score plus one, times a weight below 2.
  largestTerm: (columnCount) => 2 * (columnCount + 2),
});
