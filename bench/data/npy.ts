import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

/** Typed arrays and their names in NumPy's file format. */
const TYPES = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '<i4': Int32Array,
  '<i8': BigInt64Array,
  '<u4': Uint32Array,
} as const;
export type NpyArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint32Array;

/**
 * Writes an array for `numpy.load`, row-major, in the format's version 1.0:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function writeNpy(file: string, array: NpyArray, shape: readonly number[] = [array.length]): void {
  const type = Object.entries(TYPES).find(([, TypedArray]) => array instanceof TypedArray)![0];
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // The magic, two bytes of version and two of length take ten bytes; values begin at a multiple of 64.
  const padded = `${head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11)}\n`;
  const begin = Buffer.concat([Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1'), Buffer.alloc(2)]);
  begin.writeUInt16LE(padded.length, 8);
  writeFileSync(file, Buffer.concat([begin, Buffer.from(padded, 'latin1')]));
  const handle = openSync(file, 'a');
  try {
    // One write takes at most 2 GiB.
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at, Math.min(bytes.length - at, 2 ** 30));
  } finally {
    closeSync(handle);
  }
}

/** Reads a one-dimensional array that NumPy or `writeNpy` wrote. */
export function readNpy(file: string): NpyArray {
  const bytes = readFileSync(file);
  const begin = 10 + bytes.readUInt16LE(8);
  const type = /'descr': '([^']+)'/.exec(bytes.toString('latin1', 10, begin))?.[1];
  if (type === undefined || !(type in TYPES)) throw new Error(`${file} holds values of type ${type}, not read here`);
  const TypedArray = TYPES[type as keyof typeof TYPES];
  // A copy: typed arrays need aligned bytes, and small files come from a shared pool.
  return new TypedArray(bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + bytes.length)) as NpyArray;
}
