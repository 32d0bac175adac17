import { type ErrorCode, type ErrorDetail, MillraceError } from '../../core/errors.ts';
import type { QueryColumn } from './query-plan.ts';

interface Context {
  /** The file, or the first of several. */
  readonly file: string;
  readonly columns: readonly QueryColumn[];
}

/** DuckDB's message about a file as an error that names file, line, column and value. Others pass as they are. */
export function explainFault(error: unknown, context: Context): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'FILE_UNREADABLE' || error.file !== undefined) return error;
  const text = error.message;
  const file = /^ {2}file = (.+)$/m.exec(text)?.[1] ?? /file "([^"]+)"/.exec(text)?.[1] ?? context.file;
  const line = /\b[Ll]ine:? (\d+)/.exec(text)?.[1];
  const place = line === undefined ? `'${file}'` : `line ${line} of '${file}'`;
  const fault = (code: ErrorCode, message: string, remedy: string, detail: ErrorDetail = {}) =>
    new MillraceError(code, message, { file, remedy, cause: error, ...detail });

  if (/not utf-8 encoded|Invalid unicode|Invalid string encoding|[Ii]nvalid UTF-?8/.test(text)) {
    return fault(
      'ENCODING_INVALID',
      `${place} is not valid UTF-8`,
      "state its encoding ('latin-1', 'utf-16') or convert the file",
    );
  }
  const value = invalidValue(text);
  if (value !== undefined) {
    const column = context.columns.find(({ source }) => source === value.source);
    const name = column?.name ?? value.source;
    const inColumn = name === undefined ? '' : `column '${name}' in `;
    const expected = column === undefined ? '' : `, not ${column.type}`;
    return fault(
      'VALUE_INVALID',
      `${inColumn}${place} holds ${JSON.stringify(value.value)}${expected}`,
      name === undefined
        ? "correct the file, or state the column's type with 'types'"
        : `correct it, add it to 'missing', or state the type: types: { '${name}': 'utf8' }`,
      { column: name, value: value.value },
    );
  }
  if (/No files found|No such file/.test(text)) {
    return fault('FILE_MISSING', `there is no file '${file}'`, 'check the path');
  }
  const differing = /schema mismatch in glob: column "([^"]*)".*could not be found in file "([^"]*)"/.exec(text);
  if (differing !== null) {
    return fault(
      'COLUMN_MISSING',
      `'${differing[2]}' has no column '${differing[1]}', which '${context.file}' has`,
      'bring columns together by name with unionByName: true, or read the files apart',
      { column: differing[1], file: differing[2] },
    );
  }
  if (/No magic bytes|too small to be a Parquet|[Pp]arquet|thrift|TProtocol/i.test(text)) {
    return fault('FILE_UNREADABLE', `'${file}' is not a Parquet file, or is cut short`, 'write or copy the file again');
  }
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text);
  if (counts !== null) {
    const message = `${place} has ${counts[2]} fields, not ${counts[1]}`;
    return fault('FILE_UNREADABLE', message, "correct the line, or state 'delimiter' and 'quote'");
  }
  if (/Maximum line size|does not support a full read/.test(text)) {
    return fault(
      'FILE_UNREADABLE',
      `${place} holds a line of more than 2 MB`,
      'split the line; a quote that is not closed also makes one line of many',
    );
  }
  if (/unterminated quote|quote/i.test(text.split('\n', 5).join(' '))) {
    return fault(
      'FILE_UNREADABLE',
      `${place} has a quote that is not closed`,
      "read it with quote: '' if quotes are text",
    );
  }
  if (/^(Out of Memory|OutOfMemory)/i.test(text)) {
    return fault(
      'MEMORY_EXHAUSTED',
      `'${file}' does not fit the memory for reading`,
      'use smaller batches or fewer columns',
    );
  }
  if (/Malformed JSON/.test(text)) {
    return fault('FILE_UNREADABLE', `${place} is not valid JSON`, 'write one JSON object a line');
  }
  return fault('FILE_UNREADABLE', `${place} can't be read: ${summary(text)}`, 'check the file and the options');
}

/** The value that did not fit its column, and DuckDB's name for the column where it says so. */
function invalidValue(text: string): { value: string; source: string | undefined } | undefined {
  const source =
    /when converting column "([^"]*)"/.exec(text)?.[1] ?? /casting from source column (\S+)/.exec(text)?.[1];
  const patterns = [
    /Could not (?:convert|cast) string ["'](.*)["'] to /,
    /Failed to cast value to \w+: "?(.*?)"?$/m,
    /date field value out of range: "(.*?)"/,
    /invalid (?:\w+ )?(?:date|timestamp)[^"]*"(.*?)"/i,
    /value (\S+) .*out of range/i,
  ];
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return { value: match[1]!, source };
  }
  return undefined;
}

function summary(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !/^(CSV Error|Original Line)/.test(line));
  return lines[0]!.replace(/^[A-Z][A-Za-z ]* Error: /, '');
}

/** Whether DuckDB fell over its own mistake, and its database with it. */
export function isInternalFault(error: unknown): boolean {
  return error instanceof MillraceError && /^(INTERNAL|FATAL) Error/.test(error.message);
}
