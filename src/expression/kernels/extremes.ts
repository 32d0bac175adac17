import { numberResult } from '../nonfinite.ts';
import { type BooleanVector, FALSE, type NumberVector, TRUE, UNKNOWN, type Vector } from '../vector.ts';
import { compare } from './compare.ts';
import { and } from './logic.ts';

/** The greatest or least of several numbers, missing ones left out, as SQL's functions of these names do in DuckDB. */
export function extreme(
  operation: 'greatest' | 'least',
  operands: readonly NumberVector[],
  rowCount: number,
): NumberVector {
  const out = new Float64Array(rowCount).fill(Number.NaN);
  const isGreatest = operation === 'greatest';
  for (const { values, stride } of operands) {
    for (let i = 0; i < rowCount; i++) {
      const value = values[i * stride]!;
      const best = out[i]!;
      if (Number.isNaN(best) || (isGreatest ? value > best : value < best)) out[i] = value;
    }
  }
  return numberResult(out, operands, rowCount);
}

/** Whether a number is neither infinity; missing where it is missing. */
export function isFiniteNumber(operand: NumberVector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const value = operand.values[i * operand.stride]!;
    out[i] = Number.isNaN(value) ? UNKNOWN : Number.isFinite(value) ? TRUE : FALSE;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

/** low ≤ x ≤ high. */
export function between(operand: Vector, low: Vector, high: Vector, rowCount: number): BooleanVector {
  return and(compare('ge', operand, low, rowCount), compare('le', operand, high, rowCount), rowCount);
}

/** The sine or cosine of a cycle of the given length, so that its end lies beside its beginning. */
export function cycle(
  operation: 'cycleSin' | 'cycleCos',
  operand: NumberVector,
  period: number,
  rowCount: number,
): NumberVector {
  const out = new Float64Array(rowCount);
  const part = operation === 'cycleSin' ? Math.sin : Math.cos;
  for (let i = 0; i < rowCount; i++) out[i] = part((2 * Math.PI * operand.values[i * operand.stride]!) / period);
  return numberResult(out, [operand], rowCount);
}
