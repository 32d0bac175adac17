import { isMissingAt, type NumberVector, type Vector } from './vector.ts';

/**
 * Turns results that are not finite though no operand is missing into missing values, and marks them; a value stays
 * marked while what is computed from it is missing.
 */
export function numberResult(values: Float64Array, operands: readonly Vector[], rowCount: number): NumberVector {
  let nonFinite: Uint8Array | undefined;
  for (let i = 0; i < rowCount; i++) {
    if (values[i]! - values[i]! === 0) continue;
    if (!anyMissing(operands, i)) {
      nonFinite ??= new Uint8Array(rowCount);
      nonFinite[i] = 1;
    }
    values[i] = Number.NaN;
  }
  return { type: 'number', values, stride: 1, nonFinite };
}

function anyMissing(operands: readonly Vector[], row: number): boolean {
  for (const operand of operands) if (isMissingAt(operand, row)) return true;
  return false;
}

/** Passes marks on to the rows of `result` that are missing. */
export function carryNonFinite(result: Vector, operands: readonly Vector[], rowCount: number): Vector {
  let nonFinite = result.nonFinite;
  for (const operand of operands) {
    if (operand.nonFinite === undefined) continue;
    nonFinite ??= new Uint8Array(rowCount);
    for (let i = 0; i < rowCount; i++) {
      if (operand.nonFinite[i * operand.stride] === 1 && isMissingAt(result, i)) nonFinite[i] = 1;
    }
  }
  return nonFinite === result.nonFinite ? result : { ...result, nonFinite };
}

export function countNonFinite(vector: Vector, rowCount: number): number {
  let count = 0;
  if (vector.nonFinite !== undefined) for (let i = 0; i < rowCount; i++) count += vector.nonFinite[i * vector.stride]!;
  return count;
}
