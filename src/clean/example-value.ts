import type { ColumnData } from '../core/column.ts';
import { valueAt } from '../source/row-values.ts';
import type { ExampleValue } from './cleaning-record.ts';

const LONGEST = 100;

/** A value of a column as an example shows it: long text is cut, missing is null. */
export function exampleAt(column: ColumnData | undefined, row: number): ExampleValue {
  const value = column === undefined ? null : valueAt(column, row);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string' && value.length > LONGEST) return `${value.slice(0, LONGEST)}…`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}
