import type { ColumnData, ColumnType } from '../../src/core/column.ts';
import type { ProfileBatch } from '../../src/profile/profile.ts';

type Value = string | number | bigint | boolean | null;

const ARRAYS = {
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

/** A column in Arrow's layout from plain values. */
export function column(type: ColumnType, values: readonly Value[]): ColumnData {
  const length = values.length;
  const nullCount = values.filter((value) => value === null).length;
  const bits = (isSet: (value: Value) => boolean) => {
    const bytes = new Uint8Array(Math.ceil(length / 8));
    for (const [i, value] of values.entries()) if (isSet(value)) bytes[i >> 3]! |= 1 << (i & 7);
    return bytes;
  };
  const common = { length, nullCount, validity: nullCount === 0 ? undefined : bits((value) => value !== null) };
  if (type === 'boolean') return { type, ...common, offsets: undefined, values: bits((value) => value === true) };
  if (type === 'utf8') {
    const bytes = values.map((value) => new TextEncoder().encode(value === null ? '' : String(value)));
    const offsets = new Int32Array(length + 1);
    for (const [i, text] of bytes.entries()) offsets[i + 1] = offsets[i]! + text.length;
    return { type, ...common, offsets, values: new Uint8Array(Buffer.concat(bytes)) };
  }
  if (type === 'int64' || type === 'timestamp_us') {
    return { type, ...common, offsets: undefined, values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)) };
  }
  if (type === 'uint64') {
    return { type, ...common, offsets: undefined, values: BigUint64Array.from(values, (value) => BigInt(value ?? 0)) };
  }
  return { type, ...common, offsets: undefined, values: new ARRAYS[type](values.map((value) => Number(value ?? 0))) };
}

export type Table = Readonly<Record<string, readonly [ColumnType, readonly Value[]]>>;

/** The rows of a table in batches of `batchRows`, in the order of `order`, with ids. */
export async function* batchesOf(
  table: Table,
  batchRows = 1000,
  order?: readonly number[],
): AsyncGenerator<ProfileBatch> {
  const rowCount = Object.values(table)[0]?.[1].length ?? 0;
  const rows = order ?? Array.from({ length: rowCount }, (_, i) => i);
  for (let begin = 0; begin < rowCount; begin += batchRows) {
    const chosen = rows.slice(begin, begin + batchRows);
    const columns = new Map(
      Object.entries(table).map(([name, [type, values]]) => [
        name,
        {
          data: column(
            type,
            chosen.map((row) => values[row]!),
          ),
        }, // prettier-ignore
      ]),
    );
    yield { length: chosen.length, rowIds: Float64Array.from(chosen), columns };
  }
}
