import type { Command } from 'commander';
import type { ColumnType } from '../core/column.ts';
import type { Role } from '../core/schema.ts';
import { openData } from '../runs/open-data.ts';
import type { ReadOptions } from '../source/files/options.ts';
import type { Source } from '../source/source.ts';
import { delimiter, names, quote, roles, types } from './parse.ts';

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
    .option('--missing <texts>', 'what stands for a missing value, a,b,c', (text) => text.split(','))
    .option('--sql <query>', 'of DATA, a DuckDB or SQLite file or a postgres:// URL, the rows of a query');
}

/** Opens DATA: files, or with `--sql` a query on a database. */
export function openDataOf(data: string, options: DataOptions, signal: AbortSignal): Promise<Source> {
  return openData(data, { read: readOptions(options, signal), sql: options.sql });
}

export function readOptions(options: DataOptions, signal: AbortSignal): ReadOptions {
  const { columns, header, delimiter, quote, types, roles, missing } = options;
  return { columns, header, delimiter, quote, types, roles, missing, signal };
}
