import { gramCsr } from '../../src/engine/reference/gram_csr.ts';
import { csrRows, testParity, weightsOf } from './parity.ts';

testParity('gram_csr', {
  reference: gramCsr,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...csrRows(rowCount, columnCount, draw),
    factors: weightsOf(rowCount, draw, weighted),
  }),
  // A factor below 2.
  largestTerm: () => 2,
});
