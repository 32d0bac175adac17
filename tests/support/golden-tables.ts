import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ColumnType,
  type FeatureMatrix,
  fitTransform,
  fromRows,
  type Role,
  type RowValue,
  type Source,
  type Transformer,
} from '../../src/index.ts';

/** Columns as golden files hold them: null where missing. */
export type Table = Readonly<Record<string, readonly RowValue[]>>;

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'golden', name), 'utf8')) as T;
}

/** A table as a source in memory. Numbers are float64 unless `types` says otherwise. */
export function sourceOf(
  table: Table,
  options: { roles?: Record<string, Role>; types?: Record<string, ColumnType>; batchRows?: number } = {},
): Promise<Source> {
  const names = Object.keys(table);
  const numbers = names.filter((name) => table[name]!.some((value) => typeof value === 'number'));
  const types = { ...Object.fromEntries(numbers.map((name) => [name, 'float64' as const])), ...options.types };
  return fromRows(rowsOf(table), { ...options, types });
}

/** A table's rows as objects. */
export function rowsOf(table: Table): Record<string, RowValue>[] {
  const names = Object.keys(table);
  return table[names[0]!]!.map((_, i) => Object.fromEntries(names.map((name) => [name, table[name]![i] ?? null])));
}

/** All rows of a matrix as dense arrays of numbers. */
export function denseRows(matrix: FeatureMatrix): number[][] {
  const { columnCount, rowCount } = matrix.info;
  const rows = matrix.rows();
  if (!rows.sparse) {
    return Array.from({ length: rowCount }, (_, r) => [
      ...rows.values.subarray(r * columnCount, (r + 1) * columnCount),
    ]);
  }
  return Array.from({ length: rowCount }, (_, r) => {
    const row = new Array<number>(columnCount).fill(0);
    for (let i = rows.offsets[r]!; i < rows.offsets[r + 1]!; i++) row[rows.indices[i]!] = rows.values[i]!;
    return row;
  });
}

/** What a transformer makes of the rows it is fitted on, with the names of the columns. */
export async function transformed(transformer: Transformer, source: Source) {
  const { model, matrix, featureName } = await fitTransform(transformer, source);
  const names = Array.from({ length: matrix.info.columnCount }, (_, i) => featureName(i));
  return { model, names, rows: denseRows(matrix) };
}
