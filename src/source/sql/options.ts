import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ROLES, type Role } from '../../core/schema.ts';

/** A value of a query's parameter. Dates are times in UTC. */
export type SqlValue = boolean | number | bigint | string | Date | null;

/** Options of `readSql`. */
export interface SqlOptions {
  /** A DuckDB or SQLite file that holds the query's tables; told apart by its bytes. Default: none, the query reads files. */
  readonly database?: string | undefined;
  /** Values of the query's parameters: an array for `?`, an object for `$name` (SQLite: also `:name` and `@name`). */
  readonly parameters?: readonly SqlValue[] | Readonly<Record<string, SqlValue>> | undefined;
  /**
   * Columns of the result, no two rows of which are equal in all: rows come in their order, and every pass runs the
   * query again, with nothing on disk. A minus before the name turns the order round.
   */
  readonly orderBy?: readonly string[] | undefined;
  /**
   * Whether the query gives the same rows in the same order each time, as one with an ORDER BY that leaves no ties does:
   * then every pass runs it again. Default false: its rows are spooled to a temporary file.
   */
  readonly repeatable?: boolean | undefined;
  /** Column types that override those of the result. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /** Column roles that override the inferred ones. */
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  /** What the rows are called in messages and reports. Default: the database's path, or 'query'. */
  readonly name?: string | undefined;
  /** Most rows in a batch. Default 16,384. */
  readonly batchRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const sqlValue = z.union([z.boolean(), z.number(), z.bigint(), z.string(), z.date(), z.null()], {
  error: 'a boolean, number, bigint, text, Date or null',
});

const schema = z.strictObject({
  database: z.string().min(1).optional(),
  parameters: z.union([z.array(sqlValue), z.record(z.string(), sqlValue)]).optional(),
  orderBy: z.array(z.string().min(1)).min(1).optional(),
  repeatable: z.boolean().optional(),
  types: z.record(z.string(), z.enum(COLUMN_TYPES)).optional(),
  roles: z.record(z.string(), z.enum(ROLES)).optional(),
  name: z.string().min(1).optional(),
  batchRows: z.int().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID */
export function checkSqlOptions(query: string, options: SqlOptions): void {
  parseOptions(schema, options, 'readSql');
  checkQuery(query, 'readSql');
}

/** @throws MillraceError OPTION_INVALID for what is no text, or blank. */
export function checkQuery(query: unknown, where: string): void {
  if (typeof query === 'string' && query.trim() !== '') return;
  throw new MillraceError('OPTION_INVALID', `${where} takes a query as text`, {
    value: query,
    remedy: `as in ${where}('SELECT * FROM orders')`,
  });
}

/** A query so that it can stand in parentheses: without the semicolon that ends it. */
export function bareQuery(query: string): string {
  return query.trim().replace(/;\s*$/, '');
}

/** What `orderBy` means in SQL. */
export function orderTerms(orderBy: readonly string[], names: readonly string[]) {
  return orderBy.map((term) => {
    const isPlain = names.includes(term);
    const name = isPlain || !term.startsWith('-') ? term : term.slice(1);
    if (!names.includes(name)) {
      throw new MillraceError('COLUMN_MISSING', `readSql: 'orderBy' names '${name}', which the query does not give`, {
        column: name,
        remedy: `use one of: ${names.slice(0, 20).join(', ')}`,
      });
    }
    return { name, direction: isPlain || !term.startsWith('-') ? 'ASC' : 'DESC' };
  });
}

/** @param rows how many are equal in all columns of the order */
export function notTotal(rows: unknown, orderBy: readonly string[]): MillraceError {
  return new MillraceError(
    'OPTION_INVALID',
    `readSql: 'orderBy' leaves ${rows} rows in no order, which are equal in it`,
    { value: orderBy, remedy: 'name more columns, until no two rows are equal in all; or leave it out' },
  );
}
