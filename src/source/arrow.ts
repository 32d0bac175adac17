import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';
import type { ColumnData, ColumnType } from '../core/column.ts';
import type { Batch } from './batch.ts';

const ARROW_TYPES: Readonly<Record<ColumnType, () => DataType>> = {
  boolean: () => new Bool(),
  int8: () => new Int8(),
  int16: () => new Int16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  uint8: () => new Uint8(),
  uint16: () => new Uint16(),
  uint32: () => new Uint32(),
  uint64: () => new Uint64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  utf8: () => new Utf8(),
  date32: () => new DateDay(),
  timestamp_us: () => new TimestampMicrosecond(),
};

/** The Arrow type of a column type. */
export function arrowTypeOf(type: ColumnType): DataType {
  return ARROW_TYPES[type]();
}

/** A column's buffers as Arrow data, without a copy. */
export function toArrowData(column: ColumnData): Data {
  const { type, length, nullCount, validity, offsets, values } = column;
  return makeData({
    type: arrowTypeOf(type) as Int32,
    length,
    nullCount,
    nullBitmap: validity ?? null,
    ...(offsets === undefined ? {} : { valueOffsets: offsets }),
    data: values as Int32Array,
  });
}

/** Named columns of equal length as an Arrow record batch, without a copy. */
export function recordBatchOf(columns: ReadonlyMap<string, ColumnData>, length: number): RecordBatch {
  const children = [...columns.values()].map(toArrowData);
  const fields = [...columns.keys()].map((name, i) => new Field(name, children[i]!.type, true));
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return new RecordBatch(new Schema(fields), struct);
}

export function toRecordBatch(batch: Batch): RecordBatch {
  const columns = new Map([...batch.columns].map(([name, column]) => [name, column.data]));
  return recordBatchOf(columns, batch.length);
}
