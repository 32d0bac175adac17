import { readFileSync, writeFileSync } from 'node:fs';
import { type RecordBatch, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import type { ColumnData } from '../../src/core/column.ts';
import { type Role, Schema } from '../../src/core/schema.ts';
import { Column } from '../../src/engine/column.ts';
import { recordBatchOf } from '../../src/source/arrow.ts';
import { columnTypeOf, fromArrowData } from '../../src/source/from-arrow.ts';
import { nextTurn } from '../../src/source/reader.ts';
import { Source } from '../../src/source/source.ts';

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

/** A source over the batches of an Arrow file, all of them in memory before it is scanned. */
export function readTable(file: string): Source {
  const table = tableFromIPC(readFileSync(file));
  const fields = table.schema.fields.map(({ name, type }) => {
    const columnType = columnTypeOf(type)!;
    const role: Role = columnType === 'utf8' ? 'text' : 'numeric';
    return { name, type: columnType, role };
  });
  const batches = table.batches.map(({ data }) =>
    fields.map(({ name }, i) => [name, fromArrowData(name, data.children[i]!)] as const),
  );
  return new Source({
    name: 'memory',
    schema: new Schema(fields),
    rowCount: table.numRows,
    async *scan() {
      let first = 0;
      for (const columns of batches) {
        const { length } = columns[0]![1];
        const rowIds = Float64Array.from({ length }, (_, row) => first + row);
        yield { length, rowIds, columns: new Map(columns.map(([name, data]) => [name, Column.fromData(data)])) };
        first += length;
        await nextTurn();
      }
    },
  });
}
