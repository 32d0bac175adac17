import { type ColumnData, isValid, type Row, type RowValue } from '../core/column.ts';
import type { Batch } from './batch.ts';

const DAY = 86_400_000;

/** A column's value in a row as JavaScript sees it; NaN is missing too. Timestamps keep whole milliseconds. */
export function valueAt(column: ColumnData, row: number): RowValue {
  if (!isValid(column, row)) return null;
  const { type, values, offsets } = column;
  switch (type) {
    case 'utf8':
      return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString(
        'utf8',
        offsets![row],
        offsets![row + 1],
      );
    case 'boolean':
      return (((values[row >> 3] as number) >> (row & 7)) & 1) === 1;
    case 'date32':
      return new Date((values[row] as number) * DAY);
    case 'timestamp_us':
      return new Date(Math.floor(Number(values[row]) / 1000));
    default: {
      const value = values[row]!;
      return Number.isNaN(value) ? null : value;
    }
  }
}

/** The rows of a batch as objects: for a look, not for work on many. */
export function rowsOfBatch(batch: Batch): Row[] {
  const columns = [...batch.columns].map(([name, column]) => [name, column.data] as const);
  return Array.from({ length: batch.length }, (_, row) =>
    Object.fromEntries(columns.map(([name, column]) => [name, valueAt(column, row)])),
  );
}
