import { MillraceError } from '../core/errors.ts';

/**
 * Refuses memory that may change under the engine: shared, resizable and detached buffers.
 *
 * @throws MillraceError BUFFER_REFUSED.
 */
export function requirePlainBuffer(array: ArrayBufferView, what: string): void {
  // `resizable` and `detached` are newer than Node 20's typings, `detached` newer than Node 20.
  const buffer: ArrayBufferLike & { resizable?: boolean; detached?: boolean } = array.buffer;
  const refuse = (state: string, remedy: string) => {
    throw new MillraceError('BUFFER_REFUSED', `${what} ${state}`, { remedy });
  };
  if (buffer instanceof SharedArrayBuffer) refuse('is in shared memory', 'copy it into an ordinary ArrayBuffer');
  if (buffer.resizable === true) refuse('is in a resizable buffer', 'copy it into a buffer of a fixed size');
  if (isDetached(buffer)) refuse('was transferred away', 'pass it before transferring it');
}

function isDetached(buffer: ArrayBufferLike & { detached?: boolean }): boolean {
  if (buffer.detached !== undefined) return buffer.detached;
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer as ArrayBuffer); // throws on a detached buffer, and on no empty one
    return false;
  } catch {
    return true;
  }
}

/** @throws MillraceError BUFFER_REFUSED, or INTERNAL when `array` holds another number of values than `length`. */
export function requireLength(array: Float32Array | Float64Array, length: number, what: string): void {
  requirePlainBuffer(array, what);
  if (array.length !== length) {
    throw new MillraceError('INTERNAL', `${what} holds ${array.length} values, not ${length}`);
  }
}
