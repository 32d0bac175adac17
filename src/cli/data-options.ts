import type { Command } from 'commander';
import type { ColumnType } from '../core/column.ts';
import type { Role } from '../core/schema.ts';
import type { ReadOptions } from '../source/files/options.ts';

import { read } from '../source/read.ts';
import type { Source } from '../source/source.ts';
import { readPostgres } from '../source/sql/read-postgres.ts';
import { readSql } from '../source/sql/read-sql.ts';
import { delimiter, names, quote, roles, types } from './parse.ts';
import { UsageError } from './usage-error.ts';

/** How DATA is read, as commander gives it. */
export interface DataOptions {
  readonly columns?: string[];
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly types?: Record<string, ColumnType>;
  readonly roles?: Record<string, Role>;
  readonly missing?: string[];
  readonly sql?: string;
}

export function addDataOptions(command: Command): Command {
  return command
    .option('--columns <names>', 'the names of all columns, a,b,c; of formats that hold names, those to read', names)
    .option('--header', 'the first line holds names')
    .option('--no-header', 'the first line holds values')
    .option('--delimiter <character>', "what stands between fields: ',', ';', tab", delimiter)
    .option('--quote <character>', "what stands around fields, or 'none'", quote)
    .option('--types <name=type>', 'column types, instead of those found; may be repeated', types)
    .option('--roles <name=role>', 'column roles, instead of those inferred; may be repeated', roles)
    .option('--missing <texts>', 'what stands for a missing value, a,b,c', (text) => text.split(','));
}

/** For commands that take a query's rows as well as a file's. */
export function addQueryOption(command: Command): Command {
  return command.option('--sql <query>', 'of DATA, a DuckDB or SQLite file or a postgres:// URL, the rows of a query');
}

/** Opens DATA: files, or with `--sql` a query on a database. */
export function openData(data: string, options: DataOptions, signal: AbortSignal): Promise<Source> {
  const { sql, types, roles } = options;
  const isServer = isServerUrl(data);
  if (sql === undefined) {
    if (isServer) throw new UsageError('a database server needs a query', "as in --sql 'SELECT * FROM orders'");
    return read(data, readOptions(options, signal));
  }
  const unused = (['columns', 'header', 'delimiter', 'quote', 'missing'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (unused !== undefined) throw new UsageError(`--${unused} has no meaning with --sql`, 'say it in the query');
  if (isServer) return readPostgres(sql, { connection: data, types, roles, signal });
  return readSql(sql, { database: data, types, roles, signal });
}

export function isServerUrl(data: string): boolean {
  return /^postgres(ql)?:\/\//.test(data);
}

export function readOptions(options: DataOptions, signal: AbortSignal): ReadOptions {
  const { columns, header, delimiter, quote, types, roles, missing } = options;
  return { columns, header, delimiter, quote, types, roles, missing, signal };
}
