import { randomStream } from '../../src/core/random.ts';
import { exponentials } from '../../src/engine/reference/exponentials.ts';
import { testRows } from './rounded.ts';

const random = randomStream(1, 'exponentials');

// Ours errs by 1.5 units in the last place, V8's by less than one.
testRows(
  'exponentials',
  exponentials,
  (count, shifted) => ({
    count,
    values: Float64Array.from({ length: count }, (_, i) => (random.uniform(i) - 0.5) * 100),
    shifts: shifted ? Float64Array.from({ length: count }, (_, i) => random.uniform(i + 1) * 10) : null,
  }),
  2 ** -50,
);
