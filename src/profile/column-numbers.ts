import { type ColumnData, isValid } from '../core/column.ts';

/**
 * A numeric, date or time column as float64, NaN = missing; integers beyond 2^53 are rounded. Dates are days and times
 * microseconds since 1970-01-01 UTC. out: Float64Array[column.length] or longer.
 */
export function columnNumbers(column: ColumnData, out: Float64Array): void {
  const { values, length } = column;
  for (let row = 0; row < length; row++) out[row] = isValid(column, row) ? Number(values[row]) : Number.NaN;
}

/** The value of a date or time column in ISO 8601, as far as JavaScript's calendar goes. */
export function timeText(type: 'date32' | 'timestamp_us', value: number): string {
  const time = new Date(type === 'date32' ? value * 86_400_000 : value / 1000);
  if (Number.isNaN(time.getTime())) return String(value);
  return type === 'date32' ? time.toISOString().slice(0, 10) : time.toISOString();
}
