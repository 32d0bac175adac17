import { columnMomentsCsr } from '../../src/engine/reference/column_moments_csr.ts';
import { csrRows, testParity, weightsOf } from './parity.ts';

testParity('column_moments_csr', {
  reference: columnMomentsCsr,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...csrRows(rowCount, columnCount, draw),
    weights: weightsOf(rowCount, draw, weighted),
  }),
  // A weight below 2.
  largestTerm: () => 2,
});
