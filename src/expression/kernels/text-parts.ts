import { isMissingAt, type NumberVector, type TextVector } from '../vector.ts';
import { codePointStart, countCodePoints, indexOfBytes } from './bytes.ts';
import { decode, mapRows } from './text.ts';
import { TextWriter } from './text-writer.ts';

/** The part number `index` between separators, from 0 or, negative, from the end; missing where there is none. */
export function splitPart(operand: TextVector, separator: string, index: number, rowCount: number): TextVector {
  const writer = new TextWriter(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const part = isMissingAt(operand, i) ? undefined : textAt(operand, i).split(separator).at(index);
    if (part === undefined) writer.appendMissing();
    else {
      writer.appendString(part);
      writer.endRow();
    }
  }
  return writer.finish();
}

/** Filled up to a width in code points. */
export function pad(
  operation: 'padStart' | 'padEnd',
  operand: TextVector,
  width: number,
  fill: string,
  rowCount: number,
): TextVector {
  const { bytes } = operand;
  const letters = [...fill];
  return mapRows(operand, rowCount, (writer, start, end) => {
    const lacking = Math.max(0, width - countCodePoints(bytes, start, end));
    let filling = '';
    for (let k = 0; k < lacking; k++) filling += letters[k % letters.length]!;
    if (operation === 'padStart') writer.appendString(filling);
    writer.append(bytes, start, end);
    if (operation === 'padEnd') writer.appendString(filling);
  });
}

export function repeat(operand: TextVector, times: number, rowCount: number): TextVector {
  return mapRows(operand, rowCount, (writer, start, end) => {
    for (let k = 0; k < times; k++) writer.append(operand.bytes, start, end);
  });
}

/** Where `part` first stands, in code points from 0; −1 where it does not. */
export function indexOf(operand: TextVector, part: TextVector, rowCount: number): NumberVector {
  const out = new Float64Array(rowCount).fill(Number.NaN);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i) || isMissingAt(part, i)) continue;
    const [at, partAt] = [i * operand.stride, i * part.stride];
    const start = operand.offsets[at]!;
    const end = operand.offsets[at + 1]!;
    const { bytes } = operand;
    const found = indexOfBytes(bytes, start, end, part.bytes, part.offsets[partAt]!, part.offsets[partAt + 1]!);
    out[i] = found < 0 ? -1 : countCodePoints(bytes, start, found);
  }
  return { type: 'number', values: out, stride: 1, nonFinite: undefined };
}

/** The last `count` code points. */
export function right(operand: TextVector, count: number, rowCount: number): TextVector {
  const { bytes } = operand;
  return mapRows(operand, rowCount, (writer, start, end) => {
    const skipped = Math.max(0, countCodePoints(bytes, start, end) - count);
    writer.append(bytes, codePointStart(bytes, start, end, skipped), end);
  });
}

/** Code points from last to first. */
export function reverse(operand: TextVector, rowCount: number): TextVector {
  return mapRows(operand, rowCount, (writer, start, end) => {
    writer.appendString([...decode(operand.bytes, start, end)].reverse().join(''));
  });
}

/** Each run of letters with its first one in upper case and the others in lower case. */
export function title(operand: TextVector, rowCount: number): TextVector {
  return mapRows(operand, rowCount, (writer, start, end) => {
    const text = decode(operand.bytes, start, end);
    writer.appendString(
      text.replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => {
        const [first, ...rest] = word;
        return first!.toUpperCase() + rest.join('').toLowerCase();
      }),
    );
  });
}

/** Runs of what is no white space. */
export function wordCount(operand: TextVector, rowCount: number): NumberVector {
  const out = new Float64Array(rowCount).fill(Number.NaN);
  for (let i = 0; i < rowCount; i++) {
    if (!isMissingAt(operand, i)) out[i] = textAt(operand, i).match(/\S+/g)?.length ?? 0;
  }
  return { type: 'number', values: out, stride: 1, nonFinite: undefined };
}

function textAt(operand: TextVector, row: number): string {
  const at = row * operand.stride;
  return decode(operand.bytes, operand.offsets[at]!, operand.offsets[at + 1]!);
}
