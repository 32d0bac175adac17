import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { type ColumnData, isValid } from '../../../src/core/column.ts';
import { MillraceError } from '../../../src/core/errors.ts';
import type { BatchReader, ScanOptions } from '../../../src/source/reader.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function inFolder(name: string): string {
  return path.join(folder, name);
}

/** Writes a file for one test and gives its path. */
export function write(name: string, content: string | Uint8Array): string {
  const file = inFolder(name);
  writeFileSync(file, content);
  return file;
}

/** The folder with real data, which is no part of the repository; undefined where it is absent. */
export function sharedData(): string | undefined {
  const folder = process.env.MILLRACE_DATA ?? path.resolve(import.meta.dirname, '../../../../shared/data');
  return existsSync(folder) ? folder : undefined;
}

export const vegaData = path.resolve(import.meta.dirname, '../../../node_modules/vega-datasets/data');

export function cell(column: ColumnData, row: number): unknown {
  if (!isValid(column, row)) return null;
  const { type, values, offsets } = column;
  if (type === 'boolean') return ((values[row >> 3] as number) >> (row & 7)) % 2 === 1;
  if (type !== 'utf8') return values[row];
  return Buffer.from(values as Uint8Array).toString('utf8', offsets![row], offsets![row + 1]);
}

/** All rows of a reader as arrays of values, each with its id in front. */
export async function rowsOf(reader: BatchReader, options?: ScanOptions): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const batch of reader.scan(options)) {
    const columns = [...batch.columns.values()].map((column) => column.data);
    for (let row = 0; row < batch.length; row++) {
      rows.push([batch.rowIds[row], ...columns.map((column) => cell(column, row))]);
    }
  }
  return rows;
}

export async function countRows(reader: BatchReader): Promise<number> {
  let count = 0;
  for await (const batch of reader.scan()) count += batch.length;
  return count;
}

/** The MillraceError that `work` ends with. */
export async function faultOf(work: () => Promise<unknown>): Promise<MillraceError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
