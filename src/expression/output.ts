import type { ColumnData } from '../core/column.ts';
import { type BooleanVector, type NumberVector, type TextVector, UNKNOWN, type Vector } from './vector.ts';

/** A vector as a column: float64, boolean, utf8 or timestamp_us. */
export function columnOfVector(vector: Vector, length: number): ColumnData {
  switch (vector.type) {
    case 'number':
      return numberColumn(vector, length);
    case 'datetime':
      return datetimeColumn(vector, length);
    case 'boolean':
      return booleanColumn(vector, length);
    case 'text':
      return textColumn(vector, length);
  }
}

function numberColumn(vector: NumberVector, length: number): ColumnData<'float64'> {
  const values = vector.stride === 1 ? vector.values : new Float64Array(length).fill(vector.values[0]!);
  return { type: 'float64', length, ...validityOf(values, length), offsets: undefined, values };
}

function datetimeColumn(vector: NumberVector, length: number): ColumnData<'timestamp_us'> {
  const { values: source, stride } = vector;
  const values = new BigInt64Array(length);
  const low = new Uint32Array(values.buffer);
  const high = new Int32Array(values.buffer);
  for (let i = 0; i < length; i++) {
    const value = source[i * stride]!;
    if (Number.isNaN(value)) continue;
    const upper = Math.floor(value / 4_294_967_296);
    low[2 * i] = value - upper * 4_294_967_296;
    high[2 * i + 1] = upper;
  }
  const all = stride === 1 ? source : new Float64Array(length).fill(source[0]!);
  return { type: 'timestamp_us', length, ...validityOf(all, length), offsets: undefined, values };
}

function validityOf(values: Float64Array, length: number): Pick<ColumnData, 'nullCount' | 'validity'> {
  let nullCount = 0;
  for (let i = 0; i < length; i++) if (Number.isNaN(values[i]!)) nullCount++;
  if (nullCount === 0) return { nullCount, validity: undefined };
  const validity = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) if (!Number.isNaN(values[i]!)) validity[i >> 3]! |= 1 << (i & 7);
  return { nullCount, validity };
}

function booleanColumn(vector: BooleanVector, length: number): ColumnData<'boolean'> {
  const { values: source, stride } = vector;
  const values = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < length; i++) {
    const value = source[i * stride]!;
    values[i >> 3]! |= (value >> 1) << (i & 7); // only TRUE has the upper bit
    nullCount += value & 1; // only UNKNOWN has the lower bit
  }
  let validity: Uint8Array | undefined;
  if (nullCount > 0) {
    validity = new Uint8Array((length + 7) >> 3);
    for (let i = 0; i < length; i++) validity[i >> 3]! |= ((source[i * stride]! & UNKNOWN) ^ 1) << (i & 7);
  }
  return { type: 'boolean', length, nullCount, validity, offsets: undefined, values };
}

function textColumn(vector: TextVector, length: number): ColumnData<'utf8'> {
  const { missing, stride } = vector;
  let { bytes, offsets } = vector;
  if (stride === 0) {
    const width = bytes.length;
    offsets = Int32Array.from({ length: length + 1 }, (_, i) => i * width);
    const repeated = new Uint8Array(width * length);
    for (let i = 0; i < length; i++) repeated.set(bytes, i * width);
    bytes = repeated;
  }
  let nullCount = 0;
  let validity: Uint8Array | undefined;
  if (missing !== undefined) {
    validity = new Uint8Array((length + 7) >> 3);
    for (let i = 0; i < length; i++) {
      const gone = missing[i * stride]!;
      nullCount += gone;
      validity[i >> 3]! |= (gone ^ 1) << (i & 7);
    }
  }
  return { type: 'utf8', length, nullCount, validity: nullCount > 0 ? validity : undefined, offsets, values: bytes };
}
