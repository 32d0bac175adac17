import type { ColumnData, ColumnType, ColumnValues, RowValue } from '../../src/core/column.ts';
import { isValid } from '../../src/core/column.ts';
import { type Field, Schema } from '../../src/core/schema.ts';
import type { ExpressionBatch } from '../../src/expression/index.ts';

/** A column of values, with null for missing. Times are milliseconds, dates days, both since the epoch. */
export function columnOf(type: ColumnType, rows: readonly (string | number | bigint | boolean | null)[]): ColumnData {
  const length = rows.length;
  const nullCount = rows.filter((value) => value === null).length;
  const validity = nullCount > 0 ? bits(rows.map((value) => value !== null)) : undefined;
  if (type === 'utf8') {
    const parts = rows.map((value) => new TextEncoder().encode(value === null ? '' : String(value)));
    const offsets = new Int32Array(length + 1);
    for (const [i, part] of parts.entries()) offsets[i + 1] = offsets[i]! + part.length;
    return { type, length, nullCount, validity, offsets, values: Uint8Array.from(Buffer.concat(parts)) };
  }
  const offsets = undefined;
  if (type === 'boolean') {
    return { type, length, nullCount, validity, offsets, values: bits(rows.map((value) => value === true)) };
  }
  if (type === 'int64' || type === 'uint64' || type === 'timestamp_us') {
    const scale = type === 'timestamp_us' ? 1000n : 1n;
    const whole = rows.map((value) => BigInt(value ?? 0) * scale);
    const values = type === 'uint64' ? BigUint64Array.from(whole) : BigInt64Array.from(whole);
    return { type, length, nullCount, validity, offsets, values };
  }
  const arrays = {
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    uint8: Uint8Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    float32: Float32Array,
    float64: Float64Array,
    date32: Int32Array,
  } as const;
  const values = arrays[type].from(rows.map((value) => Number(value ?? 0))) as ColumnValues[ColumnType];
  return { type, length, nullCount, validity, offsets, values };
}

export function batchOf(columns: Readonly<Record<string, ColumnData>>): ExpressionBatch {
  const length = Object.values(columns)[0]?.length ?? 0;
  return {
    length,
    rowIds: Float64Array.from({ length }, (_, i) => 1000 + i),
    column: (name) => {
      const column = columns[name];
      if (column === undefined) throw new Error(`no column ${name}`);
      return column;
    },
  };
}

export function schemaOf(types: Readonly<Record<string, ColumnType>>): Schema {
  return new Schema(Object.entries(types).map(([name, type]): Field => ({ name, type, role: 'numeric' })));
}

/** The rows of a column as JavaScript values; instants as milliseconds. */
export function rowsOf(column: ColumnData): (RowValue | undefined)[] {
  return Array.from({ length: column.length }, (_, i) => {
    if (!isValid(column, i)) return null;
    if (column.type === 'utf8') {
      const { values, offsets } = column as ColumnData<'utf8'>;
      return new TextDecoder().decode(values.subarray(offsets![i], offsets![i + 1]));
    }
    if (column.type === 'boolean') return ((column.values as Uint8Array)[i >> 3]! & (1 << (i & 7))) !== 0;
    if (column.type === 'timestamp_us') return Number((column.values as BigInt64Array)[i]!) / 1000;
    return column.values[i];
  });
}

function bits(flags: readonly boolean[]): Uint8Array {
  const packed = new Uint8Array((flags.length + 7) >> 3);
  for (const [i, flag] of flags.entries()) if (flag) packed[i >> 3]! |= 1 << (i & 7);
  return packed;
}
