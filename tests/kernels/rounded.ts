import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/errors.ts';
import type { KernelId } from '../../src/engine/kernels.ts';
import type { KernelInputs } from '../../src/engine/native/addon.ts';
import { INSTRUCTION_SETS, runKernel } from '../../src/engine/native/kernels.ts';

type Results = Readonly<Record<string, Float64Array>>;

/**
 * Holds a kernel that works row by row to its reference: each result within `tolerance` of it, relative, on sizes about
 * the tiles of 64 rows and the lanes of 16, and the same bits on every instruction set.
 */
export function testRows<Inputs extends object>(
  id: KernelId,
  reference: (inputs: Inputs) => Results,
  inputs: (rowCount: number, variant: boolean) => Inputs,
  tolerance: number,
): void {
  const native = (given: Inputs, isa?: (typeof INSTRUCTION_SETS)[number]) =>
    runKernel(id, given as unknown as KernelInputs, isa);

  describe(`native ${id}`, () => {
    const sizes = [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 1000];
    test.each(sizes.flatMap((rows) => [true, false].map((variant) => ({ rows, variant }))))(
      '$rows rows, variant $variant',
      ({ rows, variant }) => {
        const given = inputs(rows, variant);
        const expected = reference(given);
        const actual = native(given);
        expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
        for (const [name, values] of Object.entries(expected)) {
          expect(actual[name]!.length).toBe(values.length);
          const worst = values.reduce(
            (most, value, i) =>
              Math.max(most, value === actual[name]![i] ? 0 : Math.abs(value - actual[name]![i]!) / Math.abs(value)),
            0,
          );
          expect(worst, name).toBeLessThanOrEqual(tolerance);
        }
      },
    );

    test('every instruction set gives the same bits', (context) => {
      const given = inputs(300, true);
      const baseline = native(given, 'baseline');
      let alike = 0;
      for (const isa of INSTRUCTION_SETS.slice(1)) {
        try {
          expect(native(given, isa)).toEqual(baseline);
          alike++;
        } catch (error) {
          if (!(error instanceof MillraceError) || error.code !== 'KERNEL_UNSUPPORTED') throw error;
        }
      }
      if (alike === 0) context.skip('this processor or build has the baseline only');
    });
  });
}
