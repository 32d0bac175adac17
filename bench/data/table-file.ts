import { readFileSync, writeFileSync } from 'node:fs';
import { DataType, type RecordBatch, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import type { ColumnData } from '../../src/core/column.ts';
import { recordBatchOf } from '../../src/source/arrow.ts';
import { fromTable } from '../../src/source/memory/from-table.ts';
import type { Source } from '../../src/source/source.ts';

/** Rows of a record batch in the files that tasks write. */
const BATCH_ROWS = 8192;

/** Writes columns of equal length as an Arrow file, for `readTable` and the peers alike. */
export function writeTable(file: string, columns: ReadonlyMap<string, readonly string[] | Float32Array>): void {
  const rowCount = columns.values().next().value!.length;
  const batches: RecordBatch[] = [];
  for (let begin = 0; begin < rowCount; begin += BATCH_ROWS) {
    const end = Math.min(rowCount, begin + BATCH_ROWS);
    const data = [...columns].map(
      ([name, values]) =>
        [
          name,
          values instanceof Float32Array ? numbers(values.slice(begin, end)) : text(values.slice(begin, end)),
        ] as const,
    );
    batches.push(recordBatchOf(new Map(data), end - begin));
  }
  writeFileSync(file, tableToIPC(new Table(batches), 'file'));
}

function numbers(values: Float32Array): ColumnData {
  return { type: 'float32', length: values.length, nullCount: 0, validity: undefined, offsets: undefined, values };
}

function text(rows: readonly string[]): ColumnData {
  const offsets = new Int32Array(rows.length + 1);
  let size = 0;
  for (const [row, value] of rows.entries()) offsets[row + 1] = size += Buffer.byteLength(value);
  const values = new Uint8Array(size);
  const encoder = new TextEncoder();
  for (const [row, value] of rows.entries()) encoder.encodeInto(value, values.subarray(offsets[row]));
  return { type: 'utf8', length: rows.length, nullCount: 0, validity: undefined, offsets, values };
}

/** A source over an Arrow file of `writeTable`, all of it in memory before the source is scanned. */
export function readTable(file: string): Promise<Source> {
  const table = tableFromIPC(readFileSync(file));
  const roles = table.schema.fields.map(
    ({ name, type }) => [name, DataType.isUtf8(type) ? 'text' : 'numeric'] as const,
  );
  return fromTable(table, { roles: Object.fromEntries(roles) });
}
