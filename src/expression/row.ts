import type { ColumnData, ColumnType, Row, RowValue } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { microsecondsFromIso } from './civil.ts';
import { evaluateColumns, planOf } from './evaluate.ts';
import { decode } from './kernels/text.ts';
import type { Expression } from './types.ts';
import { isMissingAt, TRUE, type Vector } from './vector.ts';

const ROW_IDS = new Float64Array(1);
const encoder = new TextEncoder();

/**
 * The value of an expression for one row: what a batch of that row alone gives, by the same code. Datetimes come back
 * as `Date`s, which cut to milliseconds. A name the row lacks is missing.
 *
 * With a schema, values take their column's type first (a float32 column rounds, text in a datetime column is read as
 * ISO 8601); without one a value's type is what JavaScript says it is.
 * @throws MillraceError VALUE_INVALID for a value that its column's type cannot hold; COLUMN_TYPE or
 *   EXPRESSION_INVALID as `evaluate` does.
 */
export function evaluateRow(expression: Expression, row: Row, schema?: Schema): RowValue {
  const plan = planOf(expression.node);
  const columns = new Map<string, ColumnData | null>();
  for (const name of plan.names) {
    const value = Object.hasOwn(row, name) ? (row[name] ?? null) : null;
    columns.set(name, columnOfValue(name, value, schema?.field(name).type));
  }
  return resultOf(evaluateColumns(plan, columns, ROW_IDS, 1));
}

function resultOf(vector: Vector): RowValue {
  if (isMissingAt(vector, 0)) return null;
  if (vector.type === 'text') {
    return decode(vector.bytes, vector.offsets[0]!, vector.offsets[1]!);
  }
  if (vector.type === 'boolean') return vector.values[0] === TRUE;
  const value = vector.values[0]!;
  return vector.type === 'datetime' ? new Date(Math.floor(value / 1000)) : value;
}

/** One value as a column of one row; null when neither the schema nor the value tells its type. */
function columnOfValue(name: string, value: RowValue, known: ColumnType | undefined): ColumnData | null {
  const type = known ?? typeOfValue(value);
  if (type === undefined) return null;
  const one = { length: 1, nullCount: 0, validity: undefined, offsets: undefined };
  const missing = value === null;
  const gone = { length: 1, nullCount: 1, validity: Uint8Array.of(0), offsets: undefined };
  switch (type) {
    case 'boolean':
      if (missing) return { type, ...gone, values: Uint8Array.of(0) };
      if (typeof value !== 'boolean') throw invalid(name, value, 'true or false');
      return { type, ...one, values: Uint8Array.of(value ? 1 : 0) };
    case 'utf8': {
      if (missing) return { type, ...gone, offsets: Int32Array.of(0, 0), values: new Uint8Array(0) };
      if (typeof value !== 'string') throw invalid(name, value, 'text');
      const values = encoder.encode(value);
      return { type, ...one, offsets: Int32Array.of(0, values.length), values };
    }
    case 'date32':
    case 'timestamp_us': {
      const microseconds = missing ? 0 : microsecondsOf(name, value);
      const state = missing ? gone : one;
      if (type === 'date32') return { type, ...state, values: Int32Array.of(Math.floor(microseconds / 86_400e6)) };
      return { type, ...state, values: BigInt64Array.of(BigInt(microseconds)) };
    }
    default: {
      if (missing) return { type: 'float64', ...one, values: Float64Array.of(Number.NaN) };
      if (typeof value !== 'number' && typeof value !== 'bigint') throw invalid(name, value, 'a number');
      const number = Number(value);
      return { type: 'float64', ...one, values: Float64Array.of(type === 'float32' ? Math.fround(number) : number) };
    }
  }
}

function typeOfValue(value: RowValue): ColumnType | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return 'utf8';
  if (typeof value === 'boolean') return 'boolean';
  return value instanceof Date ? 'timestamp_us' : 'float64';
}

function microsecondsOf(name: string, value: RowValue): number {
  const microseconds = value instanceof Date ? value.getTime() * 1000 : undefined;
  const read = typeof value === 'string' ? microsecondsFromIso(value) : microseconds;
  if (read === undefined || Number.isNaN(read)) throw invalid(name, value, "a Date or text such as '2001-01-31T06:00'");
  return read;
}

function invalid(name: string, value: RowValue, wanted: string): MillraceError {
  const found = typeof value === 'string' ? `'${value}'` : String(value);
  return new MillraceError('VALUE_INVALID', `column '${name}' holds ${wanted}, not ${found}`, {
    column: name,
    value,
    remedy: `give ${wanted}, or null where it is missing`,
  });
}
