import path from 'node:path';
import { MillraceError } from '../../core/errors.ts';
import type { BatchReader } from '../reader.ts';
import { inferRoles, SAMPLE_ROWS } from '../roles.ts';
import { planArrow } from './arrow.ts';
import { planDelimited } from './csv.ts';
import { FileReader } from './file-reader.ts';
import { checkFormatOptions, checkReadOptions, type FileFormat, type ReadOptions } from './options.ts';
import { type PathColumn, pathColumns } from './partitions.ts';
import { type FileIdentity, findFiles, formatOf } from './paths.ts';
import type { FilePlan } from './plan.ts';
import { planTyped } from './typed.ts';
import { unionPlan } from './union-plan.ts';

/**
 * Opens files as one stream of rows: CSV, TSV, Parquet, JSON lines or Arrow IPC, by path, pattern or list. The files of
 * a pattern follow each other by name. A folder of `key=value` folders stands for the files below it. Opening reads the first rows, to settle names, types and roles.
 *
 * Decimals and 128-bit integers are read as float64; enums, UUIDs, times of day and intervals as text.
 *
 * @throws MillraceError FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, DELIMITER_WRONG, ENCODING_INVALID,
 *   COLUMN_DUPLICATE, COLUMN_MISSING (an option names a column that is not there), COLUMN_TYPE (bytes and nested
 *   types), VALUE_INVALID, OPTION_UNKNOWN, OPTION_INVALID, ABORTED. Scans throw SOURCE_CHANGED when a file changed.
 */
export async function openFiles(given: string | readonly string[], options: ReadOptions = {}): Promise<BatchReader> {
  checkReadOptions(options);
  const files = await findFiles(given, options.signal);
  const format = options.format ?? commonFormat(files);
  checkFormatOptions(format, options);
  const name = files.length === 1 ? files[0]!.file : `${files[0]!.file} and ${files.length - 1} more`;
  const fromPath = pathColumns(files, given, options);
  const plan = options.unionByName
    ? await unionPlan(files, options, (one, i, own) => {
        const constants = fromPath.map((column) => ({ ...column, values: [column.values[i]!] }));
        return planFiles([one], format, own, constants);
      })
    : await planFiles(files, format, options, fromPath);
  const plain = new FileReader(name, files, plan, new Map(), options.batchRows);
  expectColumns(plain, { types: options.types, roles: options.roles });
  // One more row tells whether these are all.
  const roles = await inferRoles(plain.head(SAMPLE_ROWS + 1), { rescans: true, signal: options.signal });
  if (plain.rowCount === 0) {
    throw new MillraceError('FILE_EMPTY', `'${name}' holds no rows`, { file: name, remedy: 'write rows into it' });
  }
  for (const [column, role] of Object.entries(options.roles ?? {})) roles.set(column, role);
  return new FileReader(name, files, { ...plan, rowCount: plain.rowCount }, roles, options.batchRows);
}

function planFiles(
  files: readonly FileIdentity[],
  format: FileFormat,
  options: ReadOptions,
  fromPath: readonly PathColumn[],
): Promise<FilePlan> {
  switch (format) {
    case 'csv':
    case 'tsv':
      return planDelimited(files, format === 'tsv', options, fromPath);
    case 'parquet':
    case 'jsonl':
      return planTyped(files, format, options, fromPath);
    case 'arrow':
      return planArrow(files, options, fromPath);
  }
}

function commonFormat(files: readonly FileIdentity[]): FileFormat {
  const format = formatOf(files[0]!.file);
  const other = files.find(({ file }) => formatOf(file) !== format);
  if (other === undefined) return format;
  throw new MillraceError(
    'FILE_UNREADABLE',
    `'${path.basename(files[0]!.file)}' and '${path.basename(other.file)}' are of different formats`,
    { file: other.file, remedy: "read files of one format at a time, or state it with 'format'" },
  );
}

function expectColumns(reader: BatchReader, options: Readonly<Record<string, object | undefined>>): void {
  for (const [option, value] of Object.entries(options)) {
    for (const column of Object.keys(value ?? {})) {
      if (reader.schema.has(column)) continue;
      throw new MillraceError(
        'COLUMN_MISSING',
        `option '${option}' names '${column}', which '${reader.name}' has not`,
        {
          column,
          remedy: `use one of: ${reader.schema.names.slice(0, 20).join(', ')}`,
        },
      );
    }
  }
}
