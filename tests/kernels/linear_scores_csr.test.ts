import { linearScoresCsr } from '../../src/engine/reference/linear_scores_csr.ts';
import { csrRows, testParity } from './parity.ts';

testParity('linear_scores_csr', {
  reference: linearScoresCsr,
  inputs: (rowCount, columnCount, draw) => ({
    ...csrRows(rowCount, columnCount, draw),
    weights: draw(columnCount * 3),
    intercepts: draw(3),
    outputs: 3,
  }),
  // Products of values below 1.
  largestTerm: () => 1,
});
