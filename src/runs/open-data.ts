import { MillraceError } from '../core/errors.ts';
import type { ReadOptions } from '../source/files/options.ts';
import { read } from '../source/read.ts';
import type { Source } from '../source/source.ts';
import { readPostgres } from '../source/sql/read-postgres.ts';
import { readSql } from '../source/sql/read-sql.ts';

/** How the data of a command is read: as files, or with `sql` as a query's rows. */
export interface OpenDataOptions {
  /** Options of `read`. With `sql` only `types`, `roles` and `signal` have a meaning. */
  readonly read: ReadOptions;
  /** Of the data, a DuckDB or SQLite file or a `postgres://` URL, the rows of this query. */
  readonly sql?: string | undefined;
}

/** What says how a text file is read, and has no meaning for a query's rows. */
const OF_FILES = ['columns', 'header', 'delimiter', 'quote', 'missing'] as const;

/**
 * Opens files, or with `sql` the rows of a query on a database.
 *
 * @throws MillraceError OPTION_INVALID for a server without a query, or options of files beside one; those of `read`,
 *   `readSql` and `readPostgres`
 */
export async function openData(data: string, { read: options, sql }: OpenDataOptions): Promise<Source> {
  const isServer = isServerUrl(data);
  if (sql === undefined) {
    if (!isServer) return read(data, options);
    throw new MillraceError('OPTION_INVALID', 'a database server needs a query', {
      remedy: "say which rows with 'sql', as in SELECT * FROM orders",
    });
  }
  const unused = OF_FILES.find((name) => options[name] !== undefined);
  if (unused !== undefined) {
    throw new MillraceError('OPTION_INVALID', `'${unused}' has no meaning with 'sql'`, {
      value: options[unused],
      remedy: 'say it in the query',
    });
  }
  const { types, roles, signal } = options;
  if (isServer) return readPostgres(sql, { connection: data, types, roles, signal });
  return readSql(sql, { database: data, types, roles, signal });
}

export function isServerUrl(data: string): boolean {
  return /^postgres(ql)?:\/\//.test(data);
}

/** A text as it can be shown and kept: a server's URL without the password in it. */
export function withoutPassword(text: string): string {
  return text.replace(/^(postgres(?:ql)?:\/\/[^:@/]*):.*@/, '$1:***@');
}
