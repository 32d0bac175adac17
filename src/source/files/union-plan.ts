import { type ColumnData, type ColumnType, isNumericType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { Column } from '../../engine/column.ts';
import type { QueryBatch } from '../../engine/query.ts';
import { widenColumn } from '../memory/chunk.ts';
import type { ReadOptions } from './options.ts';
import type { FileIdentity } from './paths.ts';
import type { FilePlan } from './plan.ts';

/**
 * Files whose columns are brought together by name, whatever their order: a column that a file lacks is missing in its
 * rows. Whole numbers of several widths meet in int64, with fractions in float64, dates with times in timestamps, and
 * anything else in text.
 *
 * @param plan how one file is read, with types stated for some of its columns
 */
export async function unionPlan(
  files: readonly FileIdentity[],
  options: ReadOptions,
  plan: (file: FileIdentity, index: number, options: ReadOptions) => Promise<FilePlan>,
): Promise<FilePlan> {
  const { columns: wanted, types: stated, ...rest } = options;
  const found = new Map<string, ColumnType>();
  const names: string[][] = [];
  for (const [i, file] of files.entries()) {
    const { columns } = await plan(file, i, rest);
    names.push(columns.map(({ name }) => name));
    for (const { name, type } of columns) found.set(name, stated?.[name] ?? common(found.get(name) ?? type, type));
  }
  const columns = (wanted ?? [...found.keys()]).map((name) => {
    const type = found.get(name);
    if (type !== undefined) return { name, type };
    throw new MillraceError('COLUMN_MISSING', `none of the files has a column '${name}'`, {
      column: name,
      remedy: `use some of: ${[...found.keys()].slice(0, 20).join(', ')}`,
    });
  });
  const plans: FilePlan[] = [];
  for (const [i, file] of files.entries()) {
    const own = Object.fromEntries(names[i]!.map((name) => [name, found.get(name)!]));
    plans.push(await plan(file, i, { ...rest, types: own }));
  }

  async function* stream(
    positions: readonly number[],
    batchRows: number,
    signal: AbortSignal | undefined,
    limit?: number,
  ): AsyncIterable<QueryBatch> {
    for (const one of plans) {
      const at = positions.map((i) => one.columns.findIndex(({ name }) => name === columns[i]!.name));
      const read = [...new Set(at.filter((i) => i >= 0))];
      for await (const batch of one.stream(read, batchRows, signal, limit)) {
        const { rowCount } = batch;
        const cut = positions.map((position, i) => {
          const given = at[i]! < 0 ? undefined : batch.columns[read.indexOf(at[i]!)]!;
          const { name, type } = columns[position]!;
          if (given?.type === type) return given;
          if (given === undefined) return Column.fromData(widenColumn(undefined, type, rowCount));
          return Column.fromData(widened(name, given.data, type));
        });
        yield { rowCount, columns: cut };
      }
    }
  }
  const counts = plans.map(({ rowCount }) => rowCount);
  const rowCount = counts.includes(undefined) ? undefined : counts.reduce<number>((sum, count) => sum + count!, 0);
  return { columns, rowCount, stream };
}

/** Numbers of Arrow files, which nothing has cast on the way. @throws MillraceError COLUMN_TYPE */
function widened(name: string, column: ColumnData, type: ColumnType): ColumnData {
  if (isNumericType(column.type) && type === 'float64') return widenColumn(column, type, column.length);
  if (isNumericType(column.type) && type === 'int64') {
    const values = BigInt64Array.from({ length: column.length }, (_, row) => BigInt(column.values[row]!));
    return { ...column, type, values };
  }
  throw new MillraceError('COLUMN_TYPE', `column '${name}' is ${column.type} in one Arrow file and not in another`, {
    column: name,
    value: column.type,
    remedy: 'write the files with one type for it',
  });
}

function common(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  const both = [a, b];
  if (both.every(isNumericType))
    return both.every((type) => /^u?int(8|16|32)$|^int64$/.test(type)) ? 'int64' : 'float64';
  return both.every((type) => type === 'date32' || type === 'timestamp_us') ? 'timestamp_us' : 'utf8';
}
