import { type ColumnData, type ColumnType, isValid } from '../../core/column.ts';
import { shiftBits } from '../from-arrow.ts';

/** Rows as columns, before they have ids. */
export interface Chunk {
  readonly length: number;
  readonly columns: ReadonlyMap<string, ColumnData>;
}

/** Rows `begin` up to `end`; a view where bytes allow. */
export function sliceColumn(column: ColumnData, begin: number, end: number): ColumnData {
  if (begin === 0 && end === column.length) return column;
  const { type, values, offsets } = column;
  const length = end - begin;
  const validity = column.validity && shiftBits(column.validity, begin, length);
  const part = { type, length, validity, offsets: undefined };
  const nullCount = validity === undefined ? 0 : length - countBits(validity, length);
  if (type === 'boolean') return { ...part, nullCount, values: shiftBits(values as Uint8Array, begin, length) };
  if (offsets === undefined) return { ...part, nullCount, values: values.subarray(begin, end) };
  const first = offsets[begin]!;
  const own = offsets.subarray(begin, end + 1).map((offset) => offset - first);
  return { ...part, nullCount, offsets: own, values: values.subarray(first, offsets[end]) };
}

function countBits(bits: Uint8Array, length: number): number {
  let count = 0;
  for (let row = 0; row < length; row++) count += (bits[row >> 3]! >> (row & 7)) & 1;
  return count;
}

/**
 * A column as the type that all chunks agree on: those of nothing but missing values are left out of a chunk, and
 * whole numbers may turn out to stand among fractions.
 */
export function widenColumn(column: ColumnData | undefined, type: ColumnType, length: number): ColumnData {
  if (column === undefined) return missingColumn(type, length);
  if (column.type === type) return column;
  const values = new Float64Array(length);
  for (let row = 0; row < length; row++) if (isValid(column, row)) values[row] = Number(column.values[row]);
  return { ...column, type, values };
}

function missingColumn(type: ColumnType, length: number): ColumnData {
  const empty = emptyValues(type, length);
  const offsets = type === 'utf8' ? new Int32Array(length + 1) : undefined;
  return { type, length, nullCount: length, validity: new Uint8Array(Math.ceil(length / 8)), offsets, values: empty };
}

/** Zeros for `length` rows of a type; no bytes of text. */
export function emptyValues(type: ColumnType, length: number): ColumnData['values'] {
  switch (type) {
    case 'boolean':
      return new Uint8Array(Math.ceil(length / 8));
    case 'utf8':
      return new Uint8Array(0);
    case 'int8':
      return new Int8Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'int32':
    case 'date32':
      return new Int32Array(length);
    case 'int64':
    case 'timestamp_us':
      return new BigInt64Array(length);
    case 'uint8':
      return new Uint8Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'uint64':
      return new BigUint64Array(length);
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
  }
}
