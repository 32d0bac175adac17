import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ROLES, type Role } from '../../core/schema.ts';
import type { BatchReader } from '../reader.ts';

/** Options of `fromTable`. */
export interface TableOptions {
  /** What the rows are called in messages and reports. Default: 'table', 'rows' or 'batches'. */
  readonly name?: string | undefined;
  /** Column roles that override the inferred ones. */
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  /** Most rows in a batch. Default 16,384. */
  readonly batchRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of `fromRows`, and of `fromBatches` for batches of rows. */
export interface RowsOptions extends TableOptions {
  /** Column types that override the inferred ones. Dates may be ISO 8601 text then. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
}

const schema = z.strictObject({
  name: z.string().min(1).optional(),
  roles: z.record(z.string(), z.enum(ROLES)).optional(),
  batchRows: z.int().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

const withTypes = schema.extend({ types: z.record(z.string(), z.enum(COLUMN_TYPES)).optional() });

/** @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID */
export function checkTableOptions(options: TableOptions, where: string): void {
  parseOptions(schema, options, where);
}

/** @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID */
export function checkRowsOptions(options: RowsOptions, where: string): void {
  parseOptions(withTypes, options, where);
}

/** @throws MillraceError COLUMN_MISSING when an option names a column that is not there. */
export function expectColumns(names: readonly string[], options: RowsOptions, where: string): void {
  for (const option of ['types', 'roles'] as const) {
    for (const column of Object.keys(options[option] ?? {})) {
      if (names.includes(column)) continue;
      throw new MillraceError('COLUMN_MISSING', `${where}: '${option}' names '${column}', which is no column`, {
        column,
        remedy: `use one of: ${names.slice(0, 20).join(', ')}`,
      });
    }
  }
}

/** @throws MillraceError ROWS_TOO_FEW */
export function expectRows(reader: BatchReader): void {
  if (reader.rowCount !== 0) return;
  throw new MillraceError('ROWS_TOO_FEW', `'${reader.name}' holds no rows`, { remedy: 'give one row or more' });
}
