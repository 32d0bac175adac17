import {
  type Data,
  Field,
  Int64,
  LargeBinary,
  List,
  Message,
  makeData,
  RecordBatch,
  type RecordBatchFileReader,
  RecordBatchFileWriter,
  RecordBatchReader,
  Schema,
  Struct,
  Table,
  Utf8,
} from 'apache-arrow';
import { MillraceError } from '../core/errors.ts';
import { type ContainerArray, checkArray, NUMERIC_ARRAYS, type NumericArrayType } from './arrays.ts';

// One array is one row, in a record batch of its own: its bytes keep an Arrow buffer to themselves.
//
//   name: utf8 | type: utf8 | shape: list<int64> | data: large_binary, little-endian, padded to 64 bytes
//
// `data` of a utf8 array: int64 offsets[n + 1], then the UTF-8 bytes.

const METADATA_KEY = 'millrace';
const PADDING = 64;

const FIELDS = [
  new Field('name', new Utf8(), false),
  new Field('type', new Utf8(), false),
  new Field('shape', new List(new Field('item', new Int64(), false)), false),
  new Field('data', new LargeBinary(), false),
];

/** The bytes of an Arrow file with `metadata` in its schema and `arrays` as its rows. */
export function toArrowFile(metadata: string, arrays: ReadonlyMap<string, ContainerArray>): Uint8Array {
  const schema = new Schema(FIELDS, new Map([[METADATA_KEY, metadata]]));
  const batches = [...arrays].map(([name, array]) => new RecordBatch(schema, row(name, array)));
  return new FileWriter().writeAll(new Table(schema, batches)).toUint8Array(true);
}

export interface ArrowContent {
  readonly metadata: string;
  /** Reads the rows: apart, because whether this version can is written in `metadata`. Views where aligned. */
  readonly arrays: () => Map<string, ContainerArray>;
}

/** @throws MillraceError MODEL_INVALID when the Arrow file is not laid out as a container; whatever the parser throws. */
export function fromArrowFile(bytes: Uint8Array): ArrowContent {
  const reader = RecordBatchReader.from(bytes).open();
  if (!reader.isFile() || !reader.isSync()) throw new MillraceError('MODEL_INVALID', 'the file is no Arrow file');
  const metadata = reader.schema.metadata.get(METADATA_KEY);
  if (metadata === undefined) throw new MillraceError('MODEL_INVALID', `the file has no '${METADATA_KEY}' metadata`);
  return { metadata, arrays: () => readArrays(reader) };
}

// Batch by batch, as the footer lists them: `tableFromIPC` never comes back from a file whose batches can't be read.
function readArrays(reader: RecordBatchFileReader): Map<string, ContainerArray> {
  const { fields } = reader.schema;
  if (
    !reader.isFile() ||
    fields.length !== FIELDS.length ||
    !FIELDS.every((field, i) => sameField(field, fields[i]!))
  ) {
    throw new MillraceError('MODEL_INVALID', `the file has other columns than a container: ${reader.schema}`);
  }
  const arrays = new Map<string, ContainerArray>();
  for (let i = 0; i < reader.numRecordBatches; i++) {
    const batch = reader.readRecordBatch(i);
    if (batch?.numRows !== 1) throw new MillraceError('MODEL_INVALID', `record batch ${i} is not one array`);
    const [name, array] = readRow(batch);
    if (arrays.has(name)) throw new MillraceError('MODEL_INVALID', `two arrays are named '${name}'`);
    arrays.set(name, array);
  }
  return arrays;
}

// Arrow's file format begins with the stream's schema, which readers that stream the file want; the library's own
// writer leaves it out.
class FileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);
    return this._writeMessage(Message.from(schema));
  }
}

function sameField(ours: Field, theirs: Field): boolean {
  return ours.name === theirs.name && String(ours.type) === String(theirs.type);
}

function row(name: string, array: ContainerArray): Data<Struct> {
  const [nameType, typeType, shapeType, dataType] = FIELDS.map((field) => field.type) as [
    Utf8,
    Utf8,
    List,
    LargeBinary,
  ];
  const text = (type: Utf8, value: string) => {
    const data = Buffer.from(value, 'utf8');
    return makeData({ type, length: 1, nullCount: 0, valueOffsets: Int32Array.of(0, data.length), data });
  };
  const shape = BigInt64Array.from(array.shape, BigInt);
  const bytes = paddedBytes(array);
  return makeData({
    type: new Struct(FIELDS),
    length: 1,
    nullCount: 0,
    children: [
      text(nameType, name),
      text(typeType, array.type),
      makeData({
        type: shapeType,
        length: 1,
        nullCount: 0,
        valueOffsets: Int32Array.of(0, shape.length),
        child: makeData({ type: new Int64(), length: shape.length, nullCount: 0, data: shape }),
      }),
      makeData({
        type: dataType,
        length: 1,
        nullCount: 0,
        valueOffsets: BigInt64Array.of(0n, BigInt(bytes.length)),
        data: bytes,
      }),
    ],
  });
}

function paddedBytes(array: ContainerArray): Uint8Array {
  const parts = (array.type === 'utf8' ? [array.offsets, array.values] : [array.values]).map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length % PADDING === 0 && parts.length === 1) return parts[0]!;
  const padded = new Uint8Array(paddedLength(length));
  let begin = 0;
  for (const part of parts) {
    padded.set(part, begin);
    begin += part.length;
  }
  return padded;
}

function paddedLength(length: number): number {
  return Math.ceil(length / PADDING) * PADDING;
}

function readRow(batch: RecordBatch): [string, ContainerArray] {
  const [name, type, shapeValue, bytes] = FIELDS.map((field) => batch.getChild(field.name)?.get(0));
  if (typeof name !== 'string' || typeof type !== 'string' || !shapeValue || !(bytes instanceof Uint8Array)) {
    throw new MillraceError('MODEL_INVALID', 'an array of the file is incomplete');
  }
  const shape = Array.from(shapeValue as Iterable<bigint>, Number);
  const array = type === 'utf8' ? readTexts(name, shape, bytes) : readNumbers(name, type, shape, bytes);
  checkArray(name, array);
  return [name, array];
}

function readNumbers(name: string, type: string, shape: readonly number[], bytes: Uint8Array): ContainerArray {
  if (!Object.hasOwn(NUMERIC_ARRAYS, type)) {
    throw new MillraceError('MODEL_INVALID', `array '${name}' has the unknown type '${type}'`);
  }
  const ArrayType = NUMERIC_ARRAYS[type as NumericArrayType];
  const count = shape.reduce((product, size) => product * size, 1);
  checkLength(name, bytes, count * ArrayType.BYTES_PER_ELEMENT);
  const { buffer, byteOffset } = aligned(bytes, ArrayType.BYTES_PER_ELEMENT);
  return { type, shape, values: new ArrayType(buffer, byteOffset, count) } as ContainerArray;
}

function readTexts(name: string, shape: readonly number[], bytes: Uint8Array): ContainerArray {
  const count = shape.length === 1 ? shape[0]! : Number.NaN;
  const textBegin = (count + 1) * BigInt64Array.BYTES_PER_ELEMENT;
  if (!(textBegin <= bytes.length)) checkLength(name, bytes, textBegin);
  const { buffer, byteOffset } = aligned(bytes, BigInt64Array.BYTES_PER_ELEMENT);
  const offsets = new BigInt64Array(buffer, byteOffset, count + 1);
  const textLength = Number(offsets[count]!);
  checkLength(name, bytes, textBegin + textLength);
  return { type: 'utf8', shape: [count], offsets, values: bytes.subarray(textBegin, textBegin + textLength) };
}

// NaN and negative lengths (from a nonsensical shape) fail too.
function checkLength(name: string, bytes: Uint8Array, length: number): void {
  if (length >= 0 && paddedLength(length) === bytes.length) return;
  throw new MillraceError(
    'MODEL_INVALID',
    `array '${name}' holds ${bytes.length} bytes where its shape needs ${length}`,
  );
}

/** The same bytes at an address a typed array may begin at. Copies only what came unaligned. */
function aligned(bytes: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset } = bytes;
  return buffer instanceof ArrayBuffer && byteOffset % width === 0
    ? new Uint8Array(buffer, byteOffset)
    : new Uint8Array(bytes);
}
