import { columnMomentsDense } from '../../src/engine/reference/column_moments_dense.ts';
import { denseRows, testParity, weightsOf } from './parity.ts';

testParity('column_moments_dense', {
  reference: columnMomentsDense,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...denseRows(rowCount, columnCount, draw),
    weights: weightsOf(rowCount, draw, weighted),
  }),
  // A weight below 2.
  largestTerm: () => 2,
});
