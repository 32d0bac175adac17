import { numberResult } from '../nonfinite.ts';
import type { NumberVector } from '../vector.ts';

/** Each operation has its loop, so that the compiler sees one body with known types. */
export function unary(operation: string, operand: NumberVector, rowCount: number): NumberVector {
  const { values: x, stride: s } = operand;
  const out = new Float64Array(rowCount);
  // V8 computes these with its own port of fdlibm, so they have the same bits on every machine.
  switch (operation) {
    case 'neg':
      for (let i = 0; i < rowCount; i++) out[i] = 0 - x[i * s]!;
      break;
    case 'abs':
      for (let i = 0; i < rowCount; i++) out[i] = Math.abs(x[i * s]!);
      break;
    case 'log':
      for (let i = 0; i < rowCount; i++) out[i] = Math.log(x[i * s]!);
      break;
    case 'log1p':
      for (let i = 0; i < rowCount; i++) out[i] = Math.log1p(x[i * s]!);
      break;
    case 'sign':
      for (let i = 0; i < rowCount; i++) out[i] = Math.sign(x[i * s]!) + 0;
      break;
    case 'log2':
      for (let i = 0; i < rowCount; i++) out[i] = Math.log2(x[i * s]!);
      break;
    case 'log10':
      for (let i = 0; i < rowCount; i++) out[i] = Math.log10(x[i * s]!);
      break;
    case 'sin':
      for (let i = 0; i < rowCount; i++) out[i] = Math.sin(x[i * s]!);
      break;
    case 'cos':
      for (let i = 0; i < rowCount; i++) out[i] = Math.cos(x[i * s]!);
      break;
    case 'tan':
      for (let i = 0; i < rowCount; i++) out[i] = Math.tan(x[i * s]!);
      break;
    case 'exp':
      for (let i = 0; i < rowCount; i++) out[i] = Math.exp(x[i * s]!);
      break;
    case 'sqrt':
      for (let i = 0; i < rowCount; i++) out[i] = Math.sqrt(x[i * s]!);
      break;
    case 'floor':
      for (let i = 0; i < rowCount; i++) out[i] = Math.floor(x[i * s]!);
      break;
    case 'ceil':
      for (let i = 0; i < rowCount; i++) out[i] = Math.ceil(x[i * s]!);
      break;
  }
  return numberResult(out, [operand], rowCount);
}

export function binary(operation: string, left: NumberVector, right: NumberVector, rowCount: number): NumberVector {
  const { values: x, stride: s } = left;
  const { values: y, stride: t } = right;
  const out = new Float64Array(rowCount);
  switch (operation) {
    case 'add':
      for (let i = 0; i < rowCount; i++) out[i] = x[i * s]! + y[i * t]!;
      break;
    case 'sub':
      for (let i = 0; i < rowCount; i++) out[i] = x[i * s]! - y[i * t]!;
      // Datetimes count microseconds; their difference is in seconds.
      if (left.type === 'datetime') for (let i = 0; i < rowCount; i++) out[i]! /= 1e6;
      break;
    case 'mul':
      for (let i = 0; i < rowCount; i++) out[i] = x[i * s]! * y[i * t]!;
      break;
    case 'div':
      for (let i = 0; i < rowCount; i++) out[i] = x[i * s]! / y[i * t]!;
      break;
    case 'mod':
      for (let i = 0; i < rowCount; i++) out[i] = floorMod(x[i * s]!, y[i * t]!);
      break;
    case 'atan2':
      for (let i = 0; i < rowCount; i++) out[i] = Math.atan2(x[i * s]!, y[i * t]!);
      break;
    case 'hypot':
      for (let i = 0; i < rowCount; i++) out[i] = Math.hypot(x[i * s]!, y[i * t]!);
      break;
    case 'pow':
      for (let i = 0; i < rowCount; i++) out[i] = power(x[i * s]!, y[i * t]!);
      break;
  }
  return numberResult(out, [left, right], rowCount);
}

/** The remainder with the sign of the divisor. */
function floorMod(x: number, y: number): number {
  const remainder = x % y;
  return remainder !== 0 && remainder < 0 !== y < 0 ? remainder + y : remainder;
}

/** A missing operand gives a missing result, where `NaN ** 0` is 1. */
function power(x: number, y: number): number {
  return Number.isNaN(x) ? x : x ** y;
}

/** max(low, min(high, x)); missing when any of the three is. */
export function clip(operand: NumberVector, low: NumberVector, high: NumberVector, rowCount: number): NumberVector {
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    // Math.min and Math.max pass NaN on.
    const capped = Math.min(operand.values[i * operand.stride]!, high.values[i * high.stride]!);
    out[i] = Math.max(capped, low.values[i * low.stride]!);
  }
  return numberResult(out, [operand, low, high], rowCount);
}

/** To decimal digits, halves to even, as numpy's `round` computes it: scale, round to a whole number, scale back. */
export function round(operand: NumberVector, digits: number, rowCount: number): NumberVector {
  const { values: x, stride: s } = operand;
  const out = new Float64Array(rowCount);
  const scale = 10 ** Math.abs(digits);
  for (let i = 0; i < rowCount; i++) {
    const value = x[i * s]!;
    const scaled = digits >= 0 ? value * scale : value / scale;
    const rounded = halfToEven(scaled);
    // So large that it has no such digits: it is round already.
    if (digits >= 0) out[i] = Math.abs(scaled) < 2 ** 52 ? rounded / scale : value;
    else out[i] = rounded * scale;
  }
  return numberResult(out, [operand], rowCount);
}

function halfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
