import { gramDense } from '../../src/engine/reference/gram_dense.ts';
import { denseRows, paddedRows, testParity, weightsOf } from './parity.ts';

/** The lower part of a Gram matrix is not defined: it is taken as zero. */
function upperPart(results: Readonly<Record<string, Float64Array>>, { stride }: { stride: number }) {
  const isUpper = (_: number, i: number) => i % stride >= Math.floor(i / stride);
  return { ...results, gram: results.gram!.map((value, i) => (isUpper(value, i) ? value : 0)) };
}

testParity('gram_dense', {
  reference: gramDense,
  inputs: (rowCount, columnCount, draw, weighted) => ({
    ...denseRows(rowCount, columnCount, draw),
    factors: weightsOf(rowCount, draw, weighted),
    shift: weighted ? paddedRows(1, columnCount, draw) : null,
  }),
  // The square of a value less a shift, below 4, times a factor below 2.
  largestTerm: () => 8,
  compared: upperPart,
});
