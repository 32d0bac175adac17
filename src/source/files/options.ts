import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ROLES, type Role } from '../../core/schema.ts';

export const FILE_FORMATS = ['csv', 'tsv', 'parquet', 'jsonl', 'arrow'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** What stands for a missing value in text files when nothing else is said. */
export const MISSING_SPELLINGS: readonly string[] = [
  '',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  '-nan',
  'NULL',
  'null',
  'None',
  'NaT',
];

/** Those that can be no number, boolean, date or time, as DuckDB reads them; NaN can. */
export const WORDS_FOR_MISSING: ReadonlySet<string> = new Set([
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NULL',
  'null',
  'None',
  'NaT',
]);

/** Options of `read`. Unknown ones are an error. */
export interface ReadOptions {
  /** Default: by the extension; `.gz` and `.zst` after it are decompressed. */
  readonly format?: FileFormat | undefined;
  /**
   * CSV, TSV: whether the first row holds names. Default: with `columns`, only if that row equals them (whatever the
   * case); else no if a cell of it comes back below in its column or looks like a value, yes otherwise.
   */
  readonly header?: boolean | undefined;
  /** CSV, TSV: between fields. Default: tab for `.tsv`; of comma, semicolon, tab and bar the one that fits `.csv`. */
  readonly delimiter?: string | undefined;
  /** CSV, TSV: around fields; '' for none. Default: `"` if the first MiB uses it as CSV does, none if quotes stray. */
  readonly quote?: string | undefined;
  /** CSV, TSV: the names of all columns. Other formats, which hold names: the columns to read. */
  readonly columns?: readonly string[] | undefined;
  /** Not for Arrow: column types that override what the file says or its first rows suggest. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /** Column roles that override the inferred ones. */
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  /** CSV, TSV: the spellings of a missing value. Default: `MISSING_SPELLINGS`. */
  readonly missing?: readonly string[] | undefined;
  /** CSV, TSV: 'utf-8' (default), 'utf-16' or 'latin-1'. */
  readonly encoding?: 'utf-8' | 'utf-16' | 'latin-1' | undefined;
  /**
   * Whether folders named `key=value` give columns. Default: yes for the files of a pattern or folder that all lie below
   * the same keys, no for files named one by one.
   */
  readonly partitions?: boolean | undefined;
  /** The name of a column that holds each row's file, as it was named or found. Default: none. */
  readonly filename?: string | undefined;
  /**
   * Whether columns of several files are brought together by name: files may have them in other orders, and lack some.
   * Default false: all files have the columns of the first. Rows of JSON name their columns, and are by name always.
   */
  readonly unionByName?: boolean | undefined;
  /** Rows that column types are inferred from in text formats. Default 20,480. */
  readonly sampleRows?: number | undefined;
  /** Rows in a batch. Default 16,384. */
  readonly batchRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const schema = z.strictObject({
  format: z.enum(FILE_FORMATS).optional(),
  header: z.boolean().optional(),
  delimiter: z.string().length(1).optional(),
  quote: z.string().max(1).optional(),
  columns: z.array(z.string().min(1)).min(1).optional(),
  types: z.record(z.string(), z.enum(COLUMN_TYPES)).optional(),
  roles: z.record(z.string(), z.enum(ROLES)).optional(),
  missing: z.array(z.string()).optional(),
  encoding: z.enum(['utf-8', 'utf-16', 'latin-1']).optional(),
  partitions: z.boolean().optional(),
  filename: z.string().min(1).optional(),
  unionByName: z.boolean().optional(),
  sampleRows: z.int().min(1).optional(),
  batchRows: z.int().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

const TEXT_ONLY = ['header', 'delimiter', 'quote', 'missing', 'encoding'] as const;

/** @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; COLUMN_DUPLICATE when `columns` repeats a name. */
export function checkReadOptions(options: ReadOptions): ReadOptions {
  parseOptions(schema, options, 'read');
  const names = options.columns ?? [];
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new MillraceError('COLUMN_DUPLICATE', `read: 'columns' names '${repeated}' twice`, {
      column: repeated,
      remedy: 'give every column a name of its own',
    });
  }
  return options;
}

/** @throws MillraceError OPTION_INVALID for an option that means nothing for the format. */
export function checkFormatOptions(format: FileFormat, options: ReadOptions): void {
  if (format === 'csv' || format === 'tsv') return;
  const unused: (keyof ReadOptions)[] = [...TEXT_ONLY];
  if (format !== 'jsonl') unused.push('sampleRows');
  if (format === 'arrow') unused.push('types');
  const given = unused.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new MillraceError('OPTION_INVALID', `read: '${given}' has no meaning for the format ${format}`, {
    value: options[given],
    remedy: 'leave the option out',
  });
}
