import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/errors.ts';
import { randomStream } from '../../src/core/random.ts';
import type { GradientRows, PackedBins } from '../../src/engine/kernel-rows.ts';
import type { KernelId } from '../../src/engine/kernels.ts';
import type { KernelInputs } from '../../src/engine/native/addon.ts';
import { INSTRUCTION_SETS, runKernel } from '../../src/engine/native/kernels.ts';

/** A whole number from 0 up to, not including, `end`. */
export type Whole = (end: number) => number;

type Results = Readonly<Record<string, Float64Array>>;

/**
 * Holds a kernel of trees to its reference, bit by bit, on every instruction set: its sums are of whole numbers, and
 * its gains are computed in one order. `inputs` are drawn for every size and every variant.
 */
export function testTreeParity<Inputs extends object>(
  id: KernelId,
  reference: (inputs: Inputs) => object,
  sizes: readonly number[],
  inputs: (size: number, draw: Whole, variant: number) => Inputs,
): void {
  describe(`native ${id}`, () => {
    const cases = sizes.flatMap((size) => [0, 1, 2, 3].map((variant) => ({ size, variant })));
    describe.each(INSTRUCTION_SETS)('on %s', (isa) => {
      test.for(cases)('size $size, variant $variant', ({ size, variant }, context) => {
        const given = inputs(size, drawing(`${id} ${size} ${variant}`), variant);
        let actual: Results;
        try {
          actual = runKernel(id, given as unknown as KernelInputs, isa);
        } catch (error) {
          if (!(error instanceof MillraceError) || error.code !== 'KERNEL_UNSUPPORTED') throw error;
          context.skip(`this processor or build lacks ${isa}`);
          return;
        }
        expect(actual).toEqual(reference(given));
      });
    });
  });
}

function drawing(purpose: string): Whole {
  const random = randomStream(5, purpose);
  let position = 0;
  return (end) => Math.floor(random.uniform(position++) * end);
}

export const wholes = (length: number, end: number, draw: Whole) => Float64Array.from({ length }, () => draw(end));

/** Fields for 12-bit gradients and hessians; odd variants have constant hessians. */
export const packedBins = (variant: number): PackedBins =>
  variant % 2 === 1 ? { gradientShift: 20, hessianShift: 0 } : { gradientShift: 39, hessianShift: 14 };

/** About half of `rowCount · 2` rows, with gradients of 12 bits; all next to each other in variants from 2 on. */
export function gradientRows(rowCount: number, draw: Whole, variant: number): GradientRows {
  return {
    rowCount,
    rows: Float64Array.from({ length: rowCount }, (_, i) => (variant < 2 ? 2 * i + draw(2) : i)),
    gradients: Float64Array.from({ length: rowCount }, () => draw(4095) - 2047),
    hessians: Float64Array.from({ length: rowCount }, () => (variant % 2 === 1 ? 1 : draw(4096))),
  };
}
