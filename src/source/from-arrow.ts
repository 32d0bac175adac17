import { isUtf8 } from 'node:buffer';
import { type Data, DataType, Type, Vector } from 'apache-arrow';
import type { ColumnData, ColumnType, ColumnValues } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';

/** Where Arrow's types go whose values need no work but a view of another kind. */
const SAME_VALUES: ReadonlyMap<Type, ColumnType> = new Map([
  [Type.Int8, 'int8'],
  [Type.Int16, 'int16'],
  [Type.Int32, 'int32'],
  [Type.Int64, 'int64'],
  [Type.Uint8, 'uint8'],
  [Type.Uint16, 'uint16'],
  [Type.Uint32, 'uint32'],
  [Type.Uint64, 'uint64'],
  [Type.Float32, 'float32'],
  [Type.Float64, 'float64'],
  [Type.DateDay, 'date32'],
  [Type.TimestampMicrosecond, 'timestamp_us'],
]);

/** Timestamps and dates of other units: microseconds = value × multiply / divide, rounded towards the past. */
const TIMES: ReadonlyMap<Type, { multiply: bigint; divide: bigint }> = new Map([
  [Type.TimestampSecond, { multiply: 1_000_000n, divide: 1n }],
  [Type.TimestampMillisecond, { multiply: 1000n, divide: 1n }],
  [Type.DateMillisecond, { multiply: 1000n, divide: 1n }],
  [Type.TimestampNanosecond, { multiply: 1n, divide: 1000n }],
]);

/**
 * The column type that an Arrow type is read as: decimals and half floats become float64, dictionaries of text and
 * other layouts of text utf8, timestamps of any unit or zone UTC microseconds. Undefined for bytes, times of day,
 * durations and nested types, which no batch holds.
 */
export function columnTypeOf(type: DataType): ColumnType | undefined {
  const id = precise(type);
  if (SAME_VALUES.has(id)) return SAME_VALUES.get(id);
  if (TIMES.has(id)) return 'timestamp_us';
  if (DataType.isBool(type)) return 'boolean';
  if (isText(type) || DataType.isNull(type)) return 'utf8';
  if (DataType.isDictionary(type)) return isText(type.dictionary) ? 'utf8' : undefined;
  return DataType.isDecimal(type) || id === Type.Float16 ? 'float64' : undefined;
}

/**
 * Arrow data as a column's buffers; without a copy where the layouts agree. `name` is for messages.
 *
 * @throws MillraceError COLUMN_TYPE, ENCODING_INVALID, BATCH_TOO_LARGE
 */
export function fromArrowData(name: string, data: Data): ColumnData {
  const type = columnTypeOf(data.type);
  if (type === undefined) throw refused(name, data.type);
  const { length } = data;
  const nullCount = DataType.isNull(data.type) ? length : data.nullCount;
  const missing = DataType.isNull(data.type) ? new Uint8Array(Math.ceil(length / 8)) : data.nullBitmap;
  const validity =
    nullCount === 0 ? undefined : shiftBits(missing, DataType.isNull(data.type) ? 0 : data.offset, length);
  const base = { type, length, nullCount, validity, offsets: undefined };
  if (type === 'utf8') return { ...base, ...textOf(name, data, validity) };
  if (type === 'boolean') return { ...base, values: shiftBits(data.values as Uint8Array, data.offset, length) };
  const times = TIMES.get(precise(data.type));
  if (times !== undefined) return { ...base, values: microseconds(data, times) };
  if (type === 'float64' && precise(data.type) !== Type.Float64) return { ...base, values: numbersOf(data) };
  return { ...base, values: (data.values as ColumnValues[ColumnType]).subarray(0, length) };
}

/** Arrow JS names the width or unit in `typeId` of some instances only. */
function precise(type: DataType): Type {
  if (DataType.isInt(type)) {
    const name = `${type.isSigned ? 'Int' : 'Uint'}${type.bitWidth}` as keyof typeof Type;
    return Type[name];
  }
  if (DataType.isFloat(type)) return [Type.Float16, Type.Float32, Type.Float64][type.precision]!;
  if (DataType.isDate(type)) return [Type.DateDay, Type.DateMillisecond][type.unit]!;
  if (DataType.isTimestamp(type)) {
    const units = [
      Type.TimestampSecond,
      Type.TimestampMillisecond,
      Type.TimestampMicrosecond,
      Type.TimestampNanosecond,
    ];
    return units[type.unit]!;
  }
  return type.typeId;
}

function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function refused(name: string, type: DataType): MillraceError {
  return new MillraceError('COLUMN_TYPE', `column '${name}' is of type ${type}, which can't be read`, {
    column: name,
    value: String(type),
    remedy: "leave it out: name the other columns with 'columns'",
  });
}

/** bits[length] from bit `offset` on, so that the first is the lowest of its byte. */
export function shiftBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  const size = Math.ceil(length / 8);
  const start = offset >> 3;
  const shift = offset & 7;
  if (shift === 0) return bits.subarray(start, start + size);
  const shifted = new Uint8Array(size);
  for (let i = 0; i < size; i++) shifted[i] = (bits[start + i]! >> shift) | ((bits[start + i + 1] ?? 0) << (8 - shift));
  return shifted;
}

function microseconds(data: Data, { multiply, divide }: { multiply: bigint; divide: bigint }): BigInt64Array {
  const given = data.values as BigInt64Array | Int32Array;
  const values = given instanceof BigInt64Array ? given : new BigInt64Array(given.slice().buffer);
  const out = new BigInt64Array(data.length);
  for (let row = 0; row < out.length; row++) {
    const value = values[row]! * multiply;
    out[row] = value / divide - (value % divide < 0n ? 1n : 0n);
  }
  return out;
}

function numbersOf(data: Data): Float64Array {
  const out = new Float64Array(data.length);
  const { type } = data;
  if (!DataType.isDecimal(type)) {
    const vector = new Vector([data]);
    for (let row = 0; row < out.length; row++) out[row] = vector.get(row) ?? 0;
    return out;
  }
  const words = data.values as Uint32Array; // four little-endian words a value
  for (let row = 0; row < out.length; row++) {
    let value = 0n;
    for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[4 * row + word]!);
    // Through the decimal spelling, so that 0.1 becomes the float64 nearest to 0.1.
    out[row] = Number(`${BigInt.asIntN(128, value)}e-${type.scale}`);
  }
  return out;
}

function textOf(name: string, data: Data, validity: Uint8Array | undefined) {
  const { type, length } = data;
  if (DataType.isUtf8(type)) return checked(name, data.valueOffsets.subarray(0, length + 1), data.values);
  if (DataType.isLargeUtf8(type)) {
    const large = data.valueOffsets as unknown as BigInt64Array;
    const first = large[0] ?? 0n;
    const offsets = new Int32Array(length + 1);
    if (length > 0 && large[length]! - first > 0x7fffffffn) throw tooLarge(name);
    for (let row = 1; row <= length; row++) offsets[row] = Number(large[row]! - first);
    return checked(name, offsets, (data.values as Uint8Array).subarray(Number(first)));
  }
  const pieces = DataType.isDictionary(type) ? dictionaryPieces(data) : viewPieces(data);
  return join(name, length, (row) =>
    validity === undefined || ((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? pieces(row) : undefined,
  );
}

const encoder = new TextEncoder();

function viewPieces(data: Data): (row: number) => Uint8Array | undefined {
  const vector = new Vector([data]);
  return (row) => encoder.encode(vector.get(row) ?? '');
}

const encoded = new WeakMap<Vector, (Uint8Array | undefined)[]>();

function dictionaryPieces(data: Data): (row: number) => Uint8Array | undefined {
  const words = data.dictionary!;
  let pieces = encoded.get(words);
  if (pieces === undefined) {
    pieces = Array.from(words, (word: string | null) => (word === null ? undefined : encoder.encode(word)));
    encoded.set(words, pieces);
  }
  const indices = data.values as Int32Array;
  return (row) => pieces[Number(indices[row])];
}

function join(name: string, length: number, pieceAt: (row: number) => Uint8Array | undefined) {
  const offsets = new Int32Array(length + 1);
  const pieces: (Uint8Array | undefined)[] = [];
  for (let row = 0, size = 0; row < length; row++) {
    const piece = pieceAt(row);
    size += piece?.length ?? 0;
    if (size > 0x7fffffff) throw tooLarge(name);
    offsets[row + 1] = size;
    pieces.push(piece);
  }
  const values = new Uint8Array(offsets[length]!);
  for (const [row, piece] of pieces.entries()) if (piece !== undefined) values.set(piece, offsets[row]);
  return { offsets, values };
}

/** Text from outside: offsets must ascend within the bytes and cut between characters, and the bytes be UTF-8. */
function checked(name: string, offsets: Int32Array, values: Uint8Array) {
  const rows = offsets.length === 0 ? new Int32Array(1) : offsets;
  const [first, last] = [rows[0]!, rows[rows.length - 1]!];
  let isSound = first >= 0 && last <= values.length;
  for (let row = 1; row < rows.length && isSound; row++) isSound = rows[row - 1]! <= rows[row]!;
  // The second half of a character has the bits 10 in front.
  for (let row = 0; row < rows.length && isSound; row++) {
    isSound = rows[row] === last || (values[rows[row]!]! & 0xc0) !== 0x80;
  }
  if (!isSound || !isUtf8(values.subarray(first, last))) {
    throw new MillraceError('ENCODING_INVALID', `column '${name}' holds text that is not valid UTF-8`, {
      column: name,
      remedy: 'write the column again as UTF-8',
    });
  }
  // A slice keeps only its own bytes.
  return { offsets: first === 0 ? rows : rows.map((offset) => offset - first), values: values.subarray(first, last) };
}

function tooLarge(name: string): MillraceError {
  return new MillraceError('BATCH_TOO_LARGE', `column '${name}' holds more than 2 GiB of text in one batch`, {
    column: name,
    remedy: 'read with smaller batches',
  });
}
