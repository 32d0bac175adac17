import { isMissingAt, type TextVector } from '../vector.ts';
import { isAscii } from './bytes.ts';
import { decode, mapRows } from './text.ts';
import { TextWriter } from './text-writer.ts';

/** Text in one of Unicode's normal forms. */
export function normalize(operand: TextVector, form: TextVector, rowCount: number): TextVector {
  const name = decode(form.bytes, 0, form.bytes.length);
  return mapText(operand, rowCount, (text) => text.normalize(name));
}

/** Letters without the marks above and below them: `é` is `e`. */
export function stripAccents(operand: TextVector, rowCount: number): TextVector {
  return mapText(operand, rowCount, (text) =>
    text
      .normalize('NFD')
      .replace(/\p{Mn}+/gu, '')
      .normalize('NFC'),
  );
}

/** Runs of white space as one space each. */
export function collapseSpaces(operand: TextVector, rowCount: number): TextVector {
  const { bytes } = operand;
  return mapRows(operand, rowCount, (writer, start, end) => {
    writer.appendString(decode(bytes, start, end).replace(/\s+/g, ' '));
  });
}

/** Text as what it is mapped to, by pairs of literals; other text as it is. */
export function mapValues([operand, ...pairs]: readonly TextVector[], rowCount: number): TextVector {
  const names = pairs.map(({ bytes }) => decode(bytes, 0, bytes.length));
  const by = new Map<string, number>();
  for (let i = 0; i + 1 < pairs.length; i += 2) by.set(names[i]!, i + 1);
  const { bytes, offsets, stride } = operand!;
  const writer = new TextWriter(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const at = i * stride;
    const mapped = isMissingAt(operand!, i) ? undefined : by.get(decode(bytes, offsets[at]!, offsets[at + 1]!));
    if (isMissingAt(operand!, i)) writer.appendMissing();
    else if (mapped === undefined) writer.appendRow(operand!, i);
    else writer.appendRow(pairs[mapped]!, i);
  }
  return writer.finish();
}

/** Unicode's tables, asked for rows that are not ASCII: those change in no form. */
function mapText(operand: TextVector, rowCount: number, map: (text: string) => string): TextVector {
  const { bytes } = operand;
  return mapRows(operand, rowCount, (writer, start, end) => {
    if (isAscii(bytes, start, end)) writer.append(bytes, start, end);
    else writer.appendString(map(decode(bytes, start, end)));
  });
}
