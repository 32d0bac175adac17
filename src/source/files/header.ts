import { MillraceError } from '../../core/errors.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}/;

const isValue = (cell: string) => NUMBER.test(cell.trim()) || DATE.test(cell.trim());

/** Whether the first of these records holds column names. `names`: those the caller gave. */
export function detectHeader(records: readonly (readonly string[])[], names: readonly string[] | undefined): boolean {
  const [first, ...rest] = records;
  if (first === undefined) return false;
  if (names !== undefined) {
    return (
      names.length === first.length && names.every((name, i) => name.toLowerCase() === first[i]!.trim().toLowerCase())
    );
  }
  const body = rest.slice(0, 1000);
  // A name above numbers is what a header looks like, even when other names are numbers, such as years.
  const isAboveNumbers = first.some((cell, i) => {
    const below = body.map((record) => record[i] ?? '').filter((text) => text !== '');
    return cell !== '' && !isValue(cell) && below.length > 0 && below.every(isValue);
  });
  if (isAboveNumbers) return true;
  if (first.some(isValue)) return false;
  return !first.some((cell, i) => cell !== '' && body.some((record) => record[i] === cell));
}

/**
 * The names of a delimited file's columns: the caller's, else the header's, else column0, column1, …
 *
 * @throws MillraceError COLUMN_DUPLICATE when the header repeats a name; OPTION_INVALID for a wrong number of names.
 */
export function columnNames(
  file: string,
  first: readonly string[],
  hasHeader: boolean,
  given: readonly string[] | undefined,
): string[] {
  if (given !== undefined) {
    if (given.length === first.length) return [...given];
    throw new MillraceError(
      'OPTION_INVALID',
      `option 'columns' has ${given.length} names, but '${file}' has ${first.length} columns`,
      {
        file,
        remedy: 'name every column of the file',
      },
    );
  }
  const names = first.map((cell, i) => (hasHeader && cell.trim() !== '' ? cell.trim() : `column${i}`));
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new MillraceError('COLUMN_DUPLICATE', `'${file}' has two columns named '${repeated}'`, {
      file,
      column: repeated,
      remedy: "rename one in the file, or name all with 'columns' and say header: true",
    });
  }
  return names;
}
