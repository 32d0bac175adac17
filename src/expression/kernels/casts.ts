import { isoFromMicroseconds } from '../civil.ts';
import { numberResult } from '../nonfinite.ts';
import {
  type BooleanVector,
  FALSE,
  isMissingAt,
  type NumberVector,
  type TextVector,
  TRUE,
  UNKNOWN,
  type Vector,
} from '../vector.ts';
import { decode } from './text.ts';
import { TextWriter } from './text-writer.ts';

// Decimal numbers alone: no hexadecimal, no words, no thousands separators.
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Text that is no number becomes missing; true is 1. A number too large for float64 is missing as non-finite. */
export function toNumber(operand: Vector, rowCount: number): NumberVector {
  const out = new Float64Array(rowCount).fill(Number.NaN);
  if (operand.type === 'boolean') {
    for (let i = 0; i < rowCount; i++) {
      if (!isMissingAt(operand, i)) out[i] = operand.values[i * operand.stride] === TRUE ? 1 : 0;
    }
    return { type: 'number', values: out, stride: 1, nonFinite: undefined };
  }
  if (operand.type !== 'text') return operand;
  const missing: NumberVector = { type: 'number', values: new Float64Array(rowCount), stride: 1, nonFinite: undefined };
  for (let i = 0; i < rowCount; i++) {
    const at = i * operand.stride;
    const text = isMissingAt(operand, i) ? '' : decode(operand.bytes, operand.offsets[at]!, operand.offsets[at + 1]!);
    if (DECIMAL.test(text)) out[i] = Number(text);
    else missing.values[i] = Number.NaN;
  }
  return numberResult(out, [missing], rowCount);
}

/** Numbers in JavaScript's shortest form that reads back the same, instants in ISO 8601. */
export function toText(operand: Vector, rowCount: number): TextVector {
  if (operand.type === 'text') return operand;
  const { type, values, stride } = operand;
  const writer = new TextWriter(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i)) {
      writer.appendMissing();
      continue;
    }
    const value = values[i * stride]!;
    if (type === 'datetime') writer.appendString(isoFromMicroseconds(value));
    else writer.appendString(type === 'boolean' ? String(value === TRUE) : String(value));
    writer.endRow();
  }
  return writer.finish();
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ...['true', 't', 'yes', 'y', 'on', '1'].map((word) => [word, TRUE] as const),
  ...['false', 'f', 'no', 'n', 'off', '0'].map((word) => [word, FALSE] as const),
]);

/** Numbers other than 0 are true; text is read as `true`, `yes`, `on`, `1` or their opposites, and else missing. */
export function toBoolean(operand: Vector, rowCount: number): BooleanVector {
  if (operand.type === 'boolean') return operand;
  const out = new Uint8Array(rowCount).fill(UNKNOWN);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i)) continue;
    const at = i * operand.stride;
    if (operand.type !== 'text') out[i] = operand.values[at] !== 0 ? TRUE : FALSE;
    else {
      const word = decode(operand.bytes, operand.offsets[at]!, operand.offsets[at + 1]!)
        .trim()
        .toLowerCase();
      out[i] = WORDS.get(word) ?? UNKNOWN;
    }
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}
