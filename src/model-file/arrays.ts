import type { ColumnValues } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';

/** The closed list of numbers a container may hold, and what each is in memory. A change of it is a new format version. */
export const NUMERIC_ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export type NumericArrayType = keyof typeof NUMERIC_ARRAYS;

/** Numbers in row-major order; the product of `shape` is `values.length`. An empty shape is one number. */
export interface NumericArray<T extends NumericArrayType = NumericArrayType> {
  readonly type: T;
  readonly shape: readonly number[];
  readonly values: ColumnValues[T];
}

/** `shape[0]` texts: text i is the UTF-8 in `values[offsets[i] .. offsets[i + 1]]`. */
export interface TextArray {
  readonly type: 'utf8';
  readonly shape: readonly [number];
  /** BigInt64Array[shape[0] + 1], from 0 up to values.length. */
  readonly offsets: BigInt64Array;
  readonly values: Uint8Array;
}

export type ContainerArray = { [T in NumericArrayType]: NumericArray<T> }[NumericArrayType] | TextArray;

export type ContainerArrayType = ContainerArray['type'];

/** Wraps numbers for a container; nothing is copied. `shape` is `[values.length]` when left out. */
export function numericArray<T extends NumericArrayType>(
  type: T,
  values: ColumnValues[T],
  shape: readonly number[] = [values.length],
): NumericArray<T> {
  return { type, shape, values };
}

/** Encodes texts for a container. An unpaired surrogate becomes U+FFFD, as everywhere in JavaScript. */
export function textArray(texts: readonly string[]): TextArray {
  const offsets = new BigInt64Array(texts.length + 1);
  let end = 0;
  for (const [index, text] of texts.entries()) {
    end += Buffer.byteLength(text, 'utf8');
    offsets[index + 1] = BigInt(end);
  }
  const values = new Uint8Array(end);
  const encoder = new TextEncoder();
  for (const [index, text] of texts.entries()) encoder.encodeInto(text, values.subarray(Number(offsets[index]!)));
  return { type: 'utf8', shape: [texts.length], offsets, values };
}

/** The texts of a text array as JavaScript strings. */
export function textsOf({ offsets, values }: TextArray): string[] {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const texts: string[] = [];
  for (let i = 0; i + 1 < offsets.length; i++) {
    texts.push(bytes.toString('utf8', Number(offsets[i]!), Number(offsets[i + 1]!)));
  }
  return texts;
}

/**
 * The array a loader needs, by name and type.
 *
 * @throws MillraceError MODEL_INVALID when there is none of the name, or it has another type.
 */
export function arrayOf<T extends ContainerArrayType>(
  arrays: ReadonlyMap<string, ContainerArray>,
  name: string,
  type: T,
): Extract<ContainerArray, { type: T }> {
  const array = arrays.get(name);
  if (array === undefined) throw new MillraceError('MODEL_INVALID', `the model has no array '${name}'`);
  if (array.type !== type) {
    throw new MillraceError('MODEL_INVALID', `the model's array '${name}' is ${array.type} where ${type} is needed`);
  }
  return array as Extract<ContainerArray, { type: T }>;
}

/** Throws MODEL_INVALID unless `array` keeps what its type says. Arrays from a file are checked once, when read. */
export function checkArray(name: string, array: ContainerArray): void {
  const invalid = (why: string) => new MillraceError('MODEL_INVALID', `array '${name}' ${why}`);
  if (name === '') throw invalid('has no name');
  if (!array.shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw invalid(`has the impossible shape [${array.shape.join(', ')}]`);
  }
  const count = array.shape.reduce((product, size) => product * size, 1);
  if (array.type !== 'utf8') {
    if (!(array.values instanceof NUMERIC_ARRAYS[array.type])) throw invalid(`does not hold ${array.type}`);
    if (count !== array.values.length) {
      throw invalid(`holds ${array.values.length} values where its shape says ${count}`);
    }
    return;
  }
  const { offsets, values } = array;
  if (array.shape.length !== 1 || offsets.length !== count + 1) throw invalid('has offsets that do not fit its shape');
  if (offsets[0] !== 0n || offsets[count] !== BigInt(values.length)) throw invalid('has offsets that miss its bytes');
  for (let i = 0; i < count; i++) {
    if (offsets[i]! > offsets[i + 1]!) throw invalid('has offsets that decrease');
  }
}
