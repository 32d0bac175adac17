import path from 'node:path';
import type { ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { microsecondsFromIso } from '../../expression/civil.ts';
import type { ReadOptions } from './options.ts';
import type { FileIdentity } from './paths.ts';
import { DUCKDB_TYPE, sqlName, sqlText } from './sql.ts';

/** A column whose value is the same in all rows of a file: what its folder or its name says. */
export interface PathColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** By file; null where the folder says that it is missing. */
  readonly values: readonly (string | null)[];
}

/** What Hive and others write for a missing value. */
const MISSING = '__HIVE_DEFAULT_PARTITION__';

/**
 * The columns that the folders of files say, as in `year=2001/month=1/part.csv`, and the one for their paths if it is
 * asked for. Whole numbers are int64, other numbers float64, ISO dates date32.
 *
 * @param given the paths and patterns; where all files are named in it, folders are just folders
 * @throws MillraceError OPTION_INVALID when files lie in folders of other keys than the first, and `partitions` is set
 */
export function pathColumns(
  files: readonly FileIdentity[],
  given: string | readonly string[],
  { partitions, filename, types }: ReadOptions,
): PathColumn[] {
  const named = new Set(typeof given === 'string' ? [given] : given);
  const looks = partitions ?? files.some(({ file }) => !named.has(file));
  const columns = looks ? keyColumns(files, partitions === true, types) : [];
  if (filename !== undefined) columns.push({ name: filename, type: 'utf8', values: files.map(({ file }) => file) });
  return columns;
}

function keyColumns(files: readonly FileIdentity[], must: boolean, types: ReadOptions['types']): PathColumn[] {
  const found = files.map(({ file }) => keysOf(file));
  const names = found[0]!.map(([name]) => name);
  for (const [i, keys] of found.entries()) {
    if (keys.length === names.length && keys.every(([name], at) => name === names[at])) continue;
    if (!must) return [];
    throw new MillraceError(
      'OPTION_INVALID',
      `'${files[i]!.file}' does not lie in folders of the keys ${names.join(', ') || 'that others have'}`,
      { file: files[i]!.file, remedy: 'lay files out alike, or read those of one layout at a time' },
    );
  }
  return names.map((name, at) => {
    const values = found.map((keys) => keys[at]![1]);
    return { name, type: types?.[name] ?? typeOf(values), values };
  });
}

function keysOf(file: string): [string, string | null][] {
  const keys = new Map<string, string | null>();
  for (const part of path.dirname(file).split(/[\\/]/)) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    const value = decoded(part.slice(at + 1));
    keys.set(decoded(part.slice(0, at)), value === MISSING ? null : value);
  }
  return [...keys];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function typeOf(values: readonly (string | null)[]): ColumnType {
  const present = values.filter((value) => value !== null);
  const all = (pattern: RegExp) => present.length > 0 && present.every((value) => pattern.test(value));
  if (all(/^-?\d{1,18}$/)) return 'int64';
  if (all(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i)) return 'float64';
  const isDate = all(/^\d{4}-\d{2}-\d{2}$/) && present.every((value) => microsecondsFromIso(value) !== undefined);
  return isDate ? 'date32' : 'utf8';
}

/** What DuckDB's readers must be told to give these columns. */
export function pathColumnOptions(columns: readonly PathColumn[], filename: string | undefined): string[] {
  const keys = columns.filter(({ name }) => name !== filename);
  const types = keys.map(({ name, type }) => `${sqlName(name)}: ${DUCKDB_TYPE[type]}`);
  return [
    ...(keys.length === 0 ? ['hive_partitioning = false'] : ['hive_partitioning = true']),
    ...(keys.length === 0 ? [] : [`hive_types = {${types.join(', ')}}`]),
    ...(filename === undefined ? [] : [`filename = ${sqlText(filename)}`]),
  ];
}

/** The columns of a file with those of its path; where both have a name, the path's is taken. */
export function withPathColumns<T extends { readonly name: string; readonly type: ColumnType }>(
  own: readonly T[],
  fromPath: readonly PathColumn[],
  wanted: readonly string[] | undefined,
) {
  const taken = fromPath.filter(({ name }) => wanted?.includes(name) ?? true);
  const names = new Set(taken.map(({ name }) => name));
  const added = taken.map(({ name, type }) => ({ name, type, source: name, cast: undefined }));
  return [...own.filter(({ name }) => !names.has(name)), ...added];
}
