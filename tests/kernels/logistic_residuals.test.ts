import { randomStream } from '../../src/core/random.ts';
import { logisticResiduals } from '../../src/engine/reference/logistic_residuals.ts';
import { testRows } from './rounded.ts';

const random = randomStream(1, 'logistic_residuals');

// Both round a float64 that is right to a few units to float32: they may come to neighbours.
testRows(
  'logistic_residuals',
  logisticResiduals,
  (rowCount, weighted) => ({
    rowCount,
    scores: Float64Array.from({ length: rowCount }, (_, i) => (random.uniform(i) - 0.5) * (i % 7 === 0 ? 200 : 12)),
    labels: Float64Array.from({ length: rowCount }, (_, i) => i % 2),
    weights: weighted ? Float32Array.from({ length: rowCount }, (_, i) => random.uniform(i + 1) * 1e4) : null,
  }),
  2 ** -22,
);
