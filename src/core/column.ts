/** The closed list of types a batch may hold, in Arrow's layout. The engine's `Type` is the same list in this order. */
export const COLUMN_TYPES = [
  'boolean',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'utf8',
  'date32',
  'timestamp_us',
] as const;

export type ColumnType = (typeof COLUMN_TYPES)[number];

/** What `values` is for each type. Booleans are bit-packed; `utf8` holds UTF-8 bytes that `offsets` cuts into rows. */
export interface ColumnValues {
  boolean: Uint8Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
  utf8: Uint8Array;
  date32: Int32Array;
  timestamp_us: BigInt64Array;
}

/**
 * One column of one batch as plain buffers in Arrow's layout, without an offset: row 0 is the first value and the
 * lowest bit. `date32` counts days and `timestamp_us` microseconds since 1970-01-01 UTC.
 */
export interface ColumnData<T extends ColumnType = ColumnType> {
  readonly type: T;
  readonly length: number;
  readonly nullCount: number;
  /** One bit a row, least significant first, 1 = present; undefined when nothing is missing. */
  readonly validity: Uint8Array | undefined;
  /** `utf8` only: Int32Array[length + 1]. */
  readonly offsets: Int32Array | undefined;
  readonly values: ColumnValues[T];
}

/** A value of a row as JavaScript sees it. Missing is null. Dates and times are `Date`s. */
export type RowValue = string | number | bigint | boolean | Date | null;

/** One row by column name. */
export type Row = Readonly<Record<string, RowValue | undefined>>;

export function isNumericType(type: ColumnType): boolean {
  return type !== 'utf8' && type !== 'boolean' && type !== 'date32' && type !== 'timestamp_us';
}

export function isValid(column: ColumnData, row: number): boolean {
  return column.validity === undefined || ((column.validity[row >> 3]! >> (row & 7)) & 1) === 1;
}
