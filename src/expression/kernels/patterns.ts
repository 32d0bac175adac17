import { LinearPattern, type Match } from '../pattern/linear-pattern.ts';
import { type BooleanVector, FALSE, isMissingAt, type TextVector, TRUE, UNKNOWN } from '../vector.ts';
import { decode } from './text.ts';
import { TextWriter } from './text-writer.ts';

/** Whether a pattern matches somewhere in the text. */
export function matches(operand: TextVector, source: string, rowCount: number): BooleanVector {
  const pattern = new LinearPattern(source);
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i)) out[i] = UNKNOWN;
    else out[i] = pattern.find(textAt(operand, i)) === undefined ? FALSE : TRUE;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

/** What a group of the first match holds (0 for all of it); missing where nothing matches. */
export function extract(operand: TextVector, source: string, group: number, rowCount: number): TextVector {
  const pattern = new LinearPattern(source);
  const writer = new TextWriter(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const text = isMissingAt(operand, i) ? undefined : textAt(operand, i);
    const match = text === undefined ? undefined : pattern.find(text);
    if (match === undefined || match[2 * group]! < 0) writer.appendMissing();
    else {
      writer.appendString(text!.slice(match[2 * group], match[2 * group + 1]));
      writer.endRow();
    }
  }
  return writer.finish();
}

/** Every match becomes `by`, in which `$1` is the first group, `$0` all of the match and `$$` a dollar. */
export function replaceMatches(operand: TextVector, source: string, by: TextVector, rowCount: number): TextVector {
  const pattern = new LinearPattern(source);
  const writer = new TextWriter(rowCount);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i) || isMissingAt(by, i)) writer.appendMissing();
    else {
      writer.appendString(replaced(pattern, textAt(operand, i), textAt(by, i)));
      writer.endRow();
    }
  }
  return writer.finish();
}

function replaced(pattern: LinearPattern, text: string, by: string): string {
  let out = '';
  let from = 0;
  for (let search = 0; search <= text.length; ) {
    const match = pattern.find(text, search);
    if (match === undefined) break;
    const [start, end] = [match[0]!, match[1]!];
    out += text.slice(from, start) + filledIn(by, text, match);
    from = end;
    // An empty match moves on by a character, which is kept.
    search = end > start ? end : end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
  }
  return out + text.slice(from);
}

function filledIn(by: string, text: string, match: Match): string {
  return by.replace(/\$(\$|\d)/g, (whole, what: string) => {
    if (what === '$') return '$';
    const group = Number(what);
    if (2 * group >= match.length) return whole;
    return match[2 * group]! < 0 ? '' : text.slice(match[2 * group], match[2 * group + 1]);
  });
}

function textAt(operand: TextVector, row: number): string {
  const at = row * operand.stride;
  return decode(operand.bytes, operand.offsets[at]!, operand.offsets[at + 1]!);
}
