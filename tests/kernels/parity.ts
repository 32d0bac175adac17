import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/errors.ts';
import { randomStream } from '../../src/core/random.ts';
import type { CsrRows, DenseRows } from '../../src/engine/kernel-rows.ts';
import type { KernelId } from '../../src/engine/kernels.ts';
import type { KernelInputs } from '../../src/engine/native/addon.ts';
import { INSTRUCTION_SETS, runKernel } from '../../src/engine/native/kernels.ts';

/** Uniform values in [−1, 1), from a seed. */
export type Draw = (length: number) => Float64Array;

type Results = Readonly<Record<string, Float64Array>>;

/** What holds a native kernel to its reference. */
interface Parity<Inputs> {
  readonly reference: (inputs: Inputs) => Results;
  /** Inputs for so many rows and columns, made of values in [−1, 1). */
  readonly inputs: (rowCount: number, columnCount: number, draw: Draw, weighted: boolean) => Inputs;
  /** Bound on one term of any result's sums, and on the terms of a score within it, for that many columns. */
  readonly largestTerm: (columnCount: number) => number;
  /** What of the native results is compared; default: everything. */
  readonly compared?: (results: Results, inputs: Inputs) => Results;
}

const sizes = [0, 1, 15, 16, 17, 130];

/**
 * Tests of a native kernel on awkward sizes, with and without weights, against its reference, and of its bits on every
 * instruction set. Both compute in f64, in other orders: with n additions on the way and m of them at most, they
 * differ by 2 · n · 2^-53 · m · the largest term.
 */
export function testParity<Inputs extends object>(id: KernelId, parity: Parity<Inputs>): void {
  const { reference, inputs, largestTerm, compared = (results) => results } = parity;
  const made = (rowCount: number, columnCount: number, weighted: boolean) =>
    inputs(rowCount, columnCount, drawing(`${id} ${rowCount} × ${columnCount}`), weighted);
  const native = (given: Inputs, isa?: (typeof INSTRUCTION_SETS)[number]) =>
    runKernel(id, given as unknown as KernelInputs, isa);

  describe(`native ${id}`, () => {
    const cases = sizes.flatMap((rowCount) =>
      sizes.map((columnCount) => ({ rowCount, columnCount, weighted: (rowCount + columnCount) % 2 === 1 })),
    );
    test.each(cases)('$rowCount × $columnCount, weighted $weighted', ({ rowCount, columnCount, weighted }) => {
      const given = made(rowCount, columnCount, weighted);
      const expected = reference(given);
      const actual = compared(native(given), given);
      expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
      const terms = rowCount + columnCount + 8;
      const bound = 2 * terms * 2 ** -53 * terms * largestTerm(columnCount);
      for (const [name, values] of Object.entries(expected)) {
        expect(actual[name]!.length).toBe(values.length);
        const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[name]![i]!)), 0);
        expect(worst, name).toBeLessThanOrEqual(bound);
      }
    });

    test('every instruction set gives the same bits', (context) => {
      const given = made(300, 37, true);
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

function drawing(purpose: string): Draw {
  const random = randomStream(3, purpose);
  let position = 0;
  return (length) => Float64Array.from({ length }, () => random.uniform(position++) * 2 - 1);
}

/** Dense rows, padded to 16 columns. */
export function denseRows(rowCount: number, columnCount: number, draw: Draw): DenseRows {
  const stride = strideOf(columnCount);
  const values = new Float32Array(rowCount * stride);
  for (let row = 0; row < rowCount; row++) values.set(draw(columnCount), row * stride);
  return { values, rowCount, stride };
}

/** f64[rows][stride] padded with zeros: a vector of coefficients for each row. */
export function paddedRows(rowCount: number, columnCount: number, draw: Draw): Float64Array {
  const stride = strideOf(columnCount);
  const values = new Float64Array(rowCount * stride);
  for (let row = 0; row < rowCount; row++) values.set(draw(columnCount), row * stride);
  return values;
}

/** Sparse rows: about a third of the values is there, and every seventh row is empty. */
export function csrRows(rowCount: number, columnCount: number, draw: Draw): CsrRows {
  const offsets = new Uint32Array(rowCount + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const keep = draw(columnCount);
    const drawn = draw(columnCount);
    for (let column = 0; column < columnCount && row % 7 !== 6; column++) {
      if (keep[column]! > 1 / 3) {
        indices.push(column);
        values.push(drawn[column]!);
      }
    }
    offsets[row + 1] = indices.length;
  }
  return { offsets, indices: Uint32Array.from(indices), values: Float32Array.from(values), rowCount, columnCount };
}

/** Weights in [0, 2), or null. */
export const weightsOf = (rowCount: number, draw: Draw, weighted: boolean) =>
  weighted ? draw(rowCount).map((value) => value + 1) : null;

function strideOf(columnCount: number): number {
  return Math.ceil(columnCount / 16) * 16;
}
