import { philox4x32 } from '../../core/random.ts';

interface Inputs {
  readonly rowCount: number;
  /** f32[rowCount] */
  readonly gradients: Float32Array;
  /** f32[rowCount], or null: all 1 */
  readonly hessians: Float32Array | null;
  /** A multiple of 128. */
  readonly firstRow: number;
  /** f32: integers in a unit. */
  readonly gradientScale: number;
  readonly hessianScale: number;
  /** Largest magnitudes of the integers. */
  readonly gradientLimit: number;
  readonly hessianLimit: number;
  /** Of the random numbers: the key, and the index that sets them apart. */
  readonly key0: number;
  readonly key1: number;
  readonly index: number;
}

/**
 * Gradients and hessians as integers, rounded up or down at random so that their means stay. Row r takes its numbers
 * from word r / 32 mod 4 of the Philox block r / 128 · 32 + r mod 32: the lower half for the gradient, the upper for the
 * hessian. Where one exceeds its limit both are 0 (a hessian that all rows share stays 1), and `beyond` counts the row.
 */
export function roundGradients(inputs: Inputs) {
  const { rowCount, gradients, hessians, firstRow, gradientLimit, hessianLimit, key0, key1, index } = inputs;
  const rows = new Float64Array(rowCount);
  const wholeGradients = new Float64Array(rowCount);
  const wholeHessians = new Float64Array(rowCount);
  const beyond = new Float64Array(1);
  for (let i = 0; i < rowCount; i++) {
    const row = firstRow + i;
    rows[i] = row;
    const block = Math.floor(row / 128) * 32 + (row % 32);
    const words = philox4x32([block, 0, index >>> 0, Math.floor(index / 2 ** 32)], [key0, key1]);
    const word = words[Math.floor(row / 32) % 4]!;
    const gradient = Math.fround(gradients[i]! * Math.fround(inputs.gradientScale));
    const hessian = hessians ? Math.fround(hessians[i]! * Math.fround(inputs.hessianScale)) : 1;
    if (Math.abs(gradient) > gradientLimit || hessian > hessianLimit) {
      beyond[0]!++;
      wholeHessians[i] = hessians ? 0 : 1;
      continue;
    }
    wholeGradients[i] = Math.min(gradientLimit, Math.floor(Math.fround(gradient + fraction(word & 0xffff))));
    wholeHessians[i] = hessians ? Math.min(hessianLimit, Math.floor(Math.fround(hessian + fraction(word >>> 16)))) : 1;
  }
  return { rows, gradients: wholeGradients, hessians: wholeHessians, beyond };
}

/** 16 random bits as a number in (0, 1). */
function fraction(bits: number): number {
  return Math.fround((bits + 0.5) / 65536);
}
