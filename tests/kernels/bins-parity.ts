import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/errors.ts';
import { randomStream } from '../../src/core/random.ts';
import { INSTRUCTION_SETS, runKernel } from '../../src/engine/native/kernels.ts';

type Values = Float32Array | Float64Array;

/** Holds a binning kernel to its reference, exactly, on every instruction set there is. */
export function testBins<V extends Values>(
  id: 'bin_float32' | 'bin_float64',
  arrayOf: (values: readonly number[]) => V,
  reference: (inputs: { values: V; bounds: Float64Array }) => { bins: Float64Array },
): void {
  const random = randomStream(3, id);
  const bounds = (count: number) =>
    Float64Array.from(arrayOf(Array.from({ length: count }, (_, i) => (random.uniform(i) - 0.5) * 10 ** (i % 9))))
      .sort()
      .filter((bound, i, all) => bound !== all[i - 1]);

  describe(`native ${id}`, () => {
    test.each([0, 1, 15, 16, 17, 31, 253, 254])('%i bounds', (boundCount) => {
      const among = bounds(boundCount);
      const drawn = Array.from({ length: 130 }, (_, i) => (random.uniform(1_000 + i) - 0.5) * 10 ** (i % 10));
      // On each bound and just beside it; nothing at all; the largest numbers; the smallest.
      const beside = [...among].flatMap((bound) => [bound, bound * (1 + 2 ** -20), bound * (1 - 2 ** -20)]);
      const all = [...drawn, ...beside, NaN, 0, -0, 3e38, -3e38, 1e-45, -1e-45];
      let alike = 0;
      for (const length of [all.length, 0, 1, 15, 16, 17]) {
        const values = arrayOf(all.slice(all.length - length));
        const expected = reference({ values, bounds: among });
        for (const isa of INSTRUCTION_SETS) {
          try {
            expect(runKernel(id, { values, bounds: among, boundCount: among.length }, isa)).toEqual(expected);
            alike++;
          } catch (error) {
            if (!(error instanceof MillraceError) || error.code !== 'KERNEL_UNSUPPORTED') throw error;
          }
        }
      }
      expect(alike).toBeGreaterThanOrEqual(6);
    });
  });
}
