import { open, stat } from 'node:fs/promises';
import { MillraceError } from '../core/errors.ts';

// A read returns at most 2 GiB; smaller ones let other work in between.
const READ_BYTES = 64 << 20;
const ARROW_MAGIC = Buffer.from('ARROW1', 'latin1');

/**
 * All bytes of a file that may be a model. A file that neither begins nor ends like Arrow's is refused before it is
 * read: it may be a data file larger than memory.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_INVALID, MEMORY_EXHAUSTED
 */
export async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    // Opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) throw notAModel(path);
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const read = (begin: number, bytes: Uint8Array) => fill(file, begin, bytes);
      const head = await read(0, Buffer.alloc(Math.min(size, ARROW_MAGIC.length)));
      const tail = await read(size - head.length, Buffer.alloc(head.length));
      const cutInMagic = ARROW_MAGIC.subarray(0, head.length).equals(head);
      if (!cutInMagic && !ARROW_MAGIC.equals(tail)) throw notAModel(path);
      return await read(0, allocate(size, path));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toReadError(error, path);
  }
}

/** Fills `bytes` from the file at `begin`. A file that shrinks meanwhile leaves zeros, which its digest tells. */
async function fill(file: Awaited<ReturnType<typeof open>>, begin: number, bytes: Uint8Array): Promise<Uint8Array> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(READ_BYTES, bytes.length - done);
    const { bytesRead } = await file.read(bytes, done, length, begin + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes;
}

function allocate(size: number, path: string): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch (error) {
    throw new MillraceError('MEMORY_EXHAUSTED', `there is no room for the ${size} bytes of '${path}'`, {
      file: path,
      remedy: 'load the model on a machine with more memory',
      cause: error,
    });
  }
}

function notAModel(path: string): MillraceError {
  return new MillraceError('MODEL_INVALID', `'${path}' is no Millrace model`, {
    file: path,
    remedy: 'name a file that Millrace saved (they end in .millrace)',
  });
}

function toReadError(error: unknown, path: string): unknown {
  if (error instanceof MillraceError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new MillraceError('FILE_MISSING', `there is no file '${path}'`, {
      file: path,
      remedy: 'check the path; it is taken from the current folder',
      cause: error,
    });
  }
  return new MillraceError('FILE_UNREADABLE', `'${path}' can't be read: ${error.message}`, {
    file: path,
    remedy: 'check its permissions',
    cause: error,
  });
}
