import type { ColumnData } from '../core/column.ts';
import { MICROSECONDS_PER_DAY } from './civil.ts';

interface AnyVector {
  /** 0 for a value that is the same in every row: row i is at `i × stride`. */
  readonly stride: 0 | 1;
  /** 1 where the value is missing because an arithmetic result was not finite; undefined when there is none. */
  readonly nonFinite: Uint8Array | undefined;
}

/** float64, NaN = missing. A datetime is microseconds since 1970-01-01 UTC. */
export interface NumberVector extends AnyVector {
  readonly type: 'number' | 'datetime';
  readonly values: Float64Array;
}

export const FALSE = 0;
export const UNKNOWN = 1;
export const TRUE = 2;

/** Kleene's three values, in this order so that `and` is the minimum, `or` the maximum and `not x` is 2 − x. */
export interface BooleanVector extends AnyVector {
  readonly type: 'boolean';
  readonly values: Uint8Array;
}

export interface TextVector extends AnyVector {
  readonly type: 'text';
  /** UTF-8; row i is bytes[offsets[i] … offsets[i + 1]]. */
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  /** One byte a row, 1 = missing; undefined when nothing is. */
  readonly missing: Uint8Array | undefined;
}

/** The values of one node for all rows of a batch. */
export type Vector = NumberVector | BooleanVector | TextVector;

export function isMissingAt(vector: Vector, row: number): boolean {
  const at = row * vector.stride;
  if (vector.type === 'text') return vector.missing !== undefined && vector.missing[at] === 1;
  if (vector.type === 'boolean') return vector.values[at] === UNKNOWN;
  return Number.isNaN(vector.values[at]!);
}

const encoder = new TextEncoder();

export function vectorOfLiteral(type: Vector['type'], value: number | string | boolean | null): Vector {
  if (type === 'text') {
    const bytes = encoder.encode(value === null ? '' : String(value));
    const missing = value === null ? Uint8Array.of(1) : undefined;
    return { type, bytes, offsets: Int32Array.of(0, bytes.length), missing, stride: 0, nonFinite: undefined };
  }
  if (type === 'boolean') {
    const kleene = value === null ? UNKNOWN : value ? TRUE : FALSE;
    return { type, values: Uint8Array.of(kleene), stride: 0, nonFinite: undefined };
  }
  return {
    type,
    values: Float64Array.of(value === null ? Number.NaN : Number(value)),
    stride: 0,
    nonFinite: undefined,
  };
}

export function vectorOfColumn(column: ColumnData): Vector {
  const stride = 1;
  const nonFinite = undefined;
  if (column.type === 'boolean') return { type: 'boolean', values: unpackBooleans(column), stride, nonFinite };
  if (column.type === 'utf8') {
    const { values: bytes, offsets } = column as ColumnData<'utf8'>;
    const missing = column.validity && column.nullCount > 0 ? unpackMissing(column.validity, column.length) : undefined;
    return { type: 'text', bytes, offsets: offsets!, missing, stride, nonFinite };
  }
  const isTime = column.type === 'date32' || column.type === 'timestamp_us';
  return { type: isTime ? 'datetime' : 'number', values: widen(column), stride, nonFinite };
}

function widen(column: ColumnData): Float64Array {
  const { length, validity } = column;
  const values = new Float64Array(length);
  switch (column.type) {
    case 'int64':
    case 'timestamp_us':
      widenPairs(column.values as BigInt64Array, values, true);
      break;
    case 'uint64':
      widenPairs(column.values as BigUint64Array, values, false);
      break;
    case 'date32': {
      const days = column.values as Int32Array;
      for (let i = 0; i < length; i++) values[i] = days[i]! * MICROSECONDS_PER_DAY;
      break;
    }
    case 'float64':
      // A column that lacks nothing is read where it stands: no kernel writes to its input.
      if (validity === undefined || column.nullCount === 0) return column.values as Float64Array;
      values.set((column.values as Float64Array).subarray(0, length));
      break;
    default:
      values.set((column.values as Int32Array).subarray(0, length));
  }
  if (validity !== undefined && column.nullCount > 0) {
    for (let i = 0; i < length; i++) if (((validity[i >> 3]! >> (i & 7)) & 1) === 0) values[i] = Number.NaN;
  }
  return values;
}

/** 64-bit integers as float64 through their halves: BigInt arithmetic would allocate for every row. */
function widenPairs(source: BigInt64Array | BigUint64Array, values: Float64Array, signed: boolean): void {
  // Little-endian: the low half comes first on every platform Node runs on.
  const low = new Uint32Array(source.buffer, source.byteOffset, values.length * 2);
  const high = signed ? new Int32Array(source.buffer, source.byteOffset, values.length * 2) : low;
  for (let i = 0; i < values.length; i++) values[i] = high[2 * i + 1]! * 4_294_967_296 + low[2 * i]!;
}

function unpackBooleans(column: ColumnData): Uint8Array {
  const { length, validity } = column;
  const bits = column.values as Uint8Array;
  const values = new Uint8Array(length);
  for (let i = 0; i < length; i++) values[i] = ((bits[i >> 3]! >> (i & 7)) & 1) << 1;
  if (validity !== undefined && column.nullCount > 0) {
    for (let i = 0; i < length; i++) if (((validity[i >> 3]! >> (i & 7)) & 1) === 0) values[i] = UNKNOWN;
  }
  return values;
}

function unpackMissing(validity: Uint8Array, length: number): Uint8Array {
  const missing = new Uint8Array(length);
  for (let i = 0; i < length; i++) missing[i] = ((validity[i >> 3]! >> (i & 7)) & 1) ^ 1;
  return missing;
}
