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
import { codePointStart, countCodePoints, indexOfBytes, isAscii, standsAt } from './bytes.ts';
import { TextWriter } from './text-writer.ts';

/** Lower and upper case by Unicode's tables, whatever the locale; bytes alone where a row is ASCII. */
export function changeCase(operation: 'lower' | 'upper', operand: TextVector, rowCount: number): TextVector {
  const [first, last, flip] = operation === 'lower' ? [0x41, 0x5a, 32] : [0x61, 0x7a, -32];
  const { bytes } = operand;
  return mapRows(operand, rowCount, (writer, start, end) => {
    if (!isAscii(bytes, start, end)) {
      const text = decode(bytes, start, end);
      writer.appendString(operation === 'lower' ? text.toLowerCase() : text.toUpperCase());
      return;
    }
    for (let k = start; k < end; k++) {
      const byte = bytes[k]!;
      writer.appendByte(byte >= first && byte <= last ? byte + flip : byte);
    }
  });
}

/** Without white space (Unicode's, and line ends) at both ends. */
export function trim(operand: TextVector, rowCount: number): TextVector {
  const { bytes } = operand;
  return mapRows(operand, rowCount, (writer, start, end) => {
    let from = start;
    let to = end;
    while (from < to && isAsciiSpace(bytes[from]!)) from++;
    while (to > from && isAsciiSpace(bytes[to - 1]!)) to--;
    const plain = from === to || (bytes[from]! < 0x80 && bytes[to - 1]! < 0x80);
    if (plain) writer.append(bytes, from, to);
    else writer.appendString(decode(bytes, from, to).trim());
  });
}

export function length(operand: TextVector, rowCount: number): NumberVector {
  const { bytes, offsets, stride } = operand;
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const at = i * stride;
    out[i] = isMissingAt(operand, i) ? Number.NaN : countCodePoints(bytes, offsets[at]!, offsets[at + 1]!);
  }
  return { type: 'number', values: out, stride: 1, nonFinite: undefined };
}

/** `contains`, `startsWith` and `endsWith`. An empty part is in every text. */
export function holdsPart(operation: string, operand: TextVector, part: TextVector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i) || isMissingAt(part, i)) {
      out[i] = UNKNOWN;
      continue;
    }
    const { bytes, offsets, stride } = operand;
    const start = offsets[i * stride]!;
    const end = offsets[i * stride + 1]!;
    const partStart = part.offsets[i * part.stride]!;
    const partEnd = part.offsets[i * part.stride + 1]!;
    const last = end - (partEnd - partStart);
    let holds: boolean;
    if (operation === 'contains') holds = indexOfBytes(bytes, start, end, part.bytes, partStart, partEnd) >= 0;
    else {
      const at = operation === 'startsWith' ? start : last;
      holds = last >= start && standsAt(bytes, at, part.bytes, partStart, partEnd);
    }
    out[i] = holds ? TRUE : FALSE;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

export function concat(parts: readonly TextVector[], rowCount: number): TextVector {
  const writer = new TextWriter(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (anyMissing(parts, i)) {
      writer.appendMissing();
      continue;
    }
    for (const part of parts) {
      const at = i * part.stride;
      writer.append(part.bytes, part.offsets[at]!, part.offsets[at + 1]!);
    }
    writer.endRow();
  }
  return writer.finish();
}

/** Every occurrence of `part`, from the left and not overlapping, becomes `by`. An empty part changes nothing. */
export function replace(operand: TextVector, part: TextVector, by: TextVector, rowCount: number): TextVector {
  const writer = new TextWriter(rowCount);
  const { bytes } = operand;
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i) || isMissingAt(part, i) || isMissingAt(by, i)) {
      writer.appendMissing();
      continue;
    }
    const partStart = part.offsets[i * part.stride]!;
    const partEnd = part.offsets[i * part.stride + 1]!;
    const byStart = by.offsets[i * by.stride]!;
    const byEnd = by.offsets[i * by.stride + 1]!;
    const end = operand.offsets[i * operand.stride + 1]!;
    let from = operand.offsets[i * operand.stride]!;
    while (partEnd > partStart) {
      const found = indexOfBytes(bytes, from, end, part.bytes, partStart, partEnd);
      if (found < 0) break;
      writer.append(bytes, from, found);
      writer.append(by.bytes, byStart, byEnd);
      from = found + partEnd - partStart;
    }
    writer.append(bytes, from, end);
    writer.endRow();
  }
  return writer.finish();
}

/** The code points from `first` up to but without `last`; negative ones count from the end. */
export function slice(operand: TextVector, first: number, last: number, rowCount: number): TextVector {
  const { bytes } = operand;
  return mapRows(operand, rowCount, (writer, start, end) => {
    const count = first < 0 || last < 0 ? countCodePoints(bytes, start, end) : 0;
    const from = codePointStart(bytes, start, end, first < 0 ? Math.max(0, count + first) : first);
    const to = codePointStart(bytes, start, end, last < 0 ? Math.max(0, count + last) : last);
    if (to > from) writer.append(bytes, from, to);
  });
}

/** Bytes that are no UTF-8 decode to U+FFFD. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** The text of a literal that was checked to be one. */
export function literalText(vector: Vector | undefined, otherwise = ''): string {
  return vector?.type === 'text' ? decode(vector.bytes, vector.offsets[0]!, vector.offsets[1]!) : otherwise;
}

/** Text written anew row by row, by one closure a column; missing rows stay so. */
export function mapRows(
  operand: TextVector,
  rowCount: number,
  write: (writer: TextWriter, start: number, end: number) => void,
): TextVector {
  const writer = new TextWriter(rowCount);
  const { offsets, stride } = operand;
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i)) {
      writer.appendMissing();
      continue;
    }
    write(writer, offsets[i * stride]!, offsets[i * stride + 1]!);
    writer.endRow();
  }
  return writer.finish();
}

function anyMissing(parts: readonly TextVector[], row: number): boolean {
  for (const part of parts) if (isMissingAt(part, row)) return true;
  return false;
}

function isAsciiSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
