import { MillraceError } from '../../core/errors.ts';

/** How a text file's lines are cut into fields. */
export interface Dialect {
  readonly delimiter: string;
  /** '' when fields are not quoted. */
  readonly quote: string;
  /** Makes a quote inside a quoted field a part of it: the quote itself, or a backslash. */
  readonly escapeMark: string;
}

export interface DelimitedSample {
  readonly file: string;
  readonly lines: readonly string[];
  /** Whether the file goes on after these lines. */
  readonly isCut: boolean;
}

/** A sample as rows of fields, and how it was cut. */
export interface CutSample {
  readonly dialect: Dialect;
  readonly records: readonly (readonly string[])[];
}

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Decides how a file is delimited and quoted from its first lines, where the options don't say.
 * Quotes count only if every field that begins with one ends with one before a delimiter or the line's end; text with
 * stray quotes is not quoted at all.
 *
 * @throws MillraceError DELIMITER_WRONG when the stated delimiter is nowhere and another one is on every line alike.
 */
export function detectDialect(
  sample: DelimitedSample,
  given: { delimiter?: string | undefined; quote?: string | undefined },
): CutSample {
  const candidates = given.delimiter === undefined ? DELIMITERS : [given.delimiter];
  let first: CutSample | undefined;
  for (const delimiter of candidates) {
    const cut = cutSample(sample, delimiter, given.quote);
    if (commonFieldCount(cut.records) > 1) return cut;
    first ??= cut;
  }
  if (given.delimiter !== undefined) refuseOther(sample, given.delimiter);
  return first!;
}

function refuseOther(sample: DelimitedSample, stated: string): void {
  if (sample.lines.length < 2 || sample.lines.some((line) => line.includes(stated))) return;
  for (const other of DELIMITERS) {
    if (commonFieldCount(cutSample(sample, other, undefined).records) < 2) continue;
    throw new MillraceError(
      'DELIMITER_WRONG',
      `'${sample.file}' has no ${nameOf(stated)} on any line, but the same number of ${nameOf(other)}s on each`,
      { file: sample.file, value: stated, remedy: `read it with delimiter: ${JSON.stringify(other)}` },
    );
  }
}

function nameOf(delimiter: string): string {
  const names: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
  return names[delimiter] ?? `'${delimiter}'`;
}

/** The number of fields if all records have the same, else 0. */
function commonFieldCount(records: readonly (readonly string[])[]): number {
  const first = records[0]?.length ?? 0;
  return records.every((record) => record.length === first) ? first : 0;
}

function cutSample(sample: DelimitedSample, delimiter: string, quote: string | undefined): CutSample {
  const mark = quote ?? '"';
  for (const escapeMark of mark === '' ? [] : [mark, '\\']) {
    const dialect = { delimiter, quote: mark, escapeMark };
    const records = splitRecords(sample, dialect);
    if (records !== undefined) return { dialect, records };
  }
  const records = sample.lines.map((line) => line.split(delimiter));
  // A stated quote stays: what does not fit it is the file's fault, and reported with its line.
  const kept = quote ?? '';
  return { dialect: { delimiter, quote: kept, escapeMark: kept }, records };
}

/** The sample as rows of fields; undefined when a quote stands where none may. */
function splitRecords(sample: DelimitedSample, dialect: Dialect): string[][] | undefined {
  const { delimiter, quote, escapeMark } = dialect;
  if (!sample.lines.some((line) => line.includes(quote))) return sample.lines.map((line) => line.split(delimiter));
  const text = sample.lines.join('\n');
  const records: string[][] = [];
  let record: string[] = [];
  const fieldEnd = new RegExp(`[\n${delimiter.replace(/[\\\]^-]/, '\\$&')}]`, 'g');
  for (let at = 0; at <= text.length; at++) {
    let end: number;
    if (text[at] === quote) {
      const close = closingQuote(text, at + 1, dialect);
      // Only a field that the end of the sample cuts through may lack its end.
      if (close === -1) return sample.isCut && at > 0.9 * text.length ? records : undefined;
      record.push(text.slice(at + 1, close).replaceAll(escapeMark + quote, quote));
      end = close + 1;
      if (end < text.length && text[end] !== delimiter && text[end] !== '\n') return undefined;
    } else {
      fieldEnd.lastIndex = at;
      end = fieldEnd.exec(text)?.index ?? text.length;
      record.push(text.slice(at, end));
    }
    if (end === text.length || text[end] === '\n') {
      records.push(record);
      record = [];
    }
    at = end;
  }
  return records;
}

function closingQuote(text: string, from: number, { quote, escapeMark }: Dialect): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (escapeMark === quote) {
      if (text[at + 1] !== quote) return at;
      at++;
    } else {
      let escapes = 0;
      while (at - escapes > from && text[at - escapes - 1] === escapeMark) escapes++;
      if (escapes % 2 === 0) return at;
    }
  }
  return -1;
}
