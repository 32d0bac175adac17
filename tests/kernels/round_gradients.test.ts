import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { runKernel } from '../../src/engine/native/kernels.ts';
import { roundGradients } from '../../src/engine/reference/round_gradients.ts';
import { testRows } from './rounded.ts';

const random = randomStream(1, 'round_gradients');

const inputs = (rowCount: number, varying: boolean) => ({
  rowCount,
  // About one in 20 is beyond the limit.
  gradients: Float32Array.from({ length: rowCount }, (_, i) => (random.uniform(i) - 0.5) * 2.1),
  hessians: varying ? Float32Array.from({ length: rowCount }, (_, i) => random.uniform(i + 1) * 1.02) : null,
  firstRow: 128 * 1000,
  gradientScale: 2047,
  hessianScale: 4095,
  gradientLimit: 2047,
  hessianLimit: 4095,
  key0: 0xdeadbeef,
  key1: 17,
  index: 2 ** 32 + 5,
});

testRows('round_gradients', roundGradients, inputs, 0);

test('rounding keeps means, at every width', () => {
  for (const bits of [2, 3, 12, 16]) {
    const rowCount = 128 * 1000;
    const gradientLimit = 2 ** (bits - 1) - 1;
    const hessianLimit = 2 ** bits - 1;
    const gradients = new Float32Array(rowCount).fill(-0.3);
    const hessians = new Float32Array(rowCount).fill(0.7);
    const made = runKernel('round_gradients', {
      ...inputs(0, true),
      rowCount,
      gradients,
      hessians,
      firstRow: 0,
      gradientScale: gradientLimit,
      hessianScale: hessianLimit,
      gradientLimit,
      hessianLimit,
    });
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / rowCount;
    // One row's rounding errs by a standard deviation of half a step at most: 6 of them of the mean.
    const bound = (6 * 0.5) / Math.sqrt(rowCount);
    expect(Math.abs(mean(made.gradients!) + 0.3 * gradientLimit)).toBeLessThan(bound);
    expect(Math.abs(mean(made.hessians!) - 0.7 * hessianLimit)).toBeLessThan(bound);
  }
});
