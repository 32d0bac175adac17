import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import type { ColumnData } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { recordBatchOf } from '../arrow.ts';
import { fromArrowData } from '../from-arrow.ts';
import type { Chunk } from './chunk.ts';

// A handle that nobody closed is closed when its spool is collected.
const abandoned = new FinalizationRegistry<FileHandle>((handle) => void handle.close().catch(() => undefined));

/**
 * Chunks on disk: one Arrow IPC stream after another in a temporary file, so that each chunk can be read by itself and
 * may have types of its own. The file has no name: it is unlinked as soon as it is open, so nothing is left behind
 * however the process ends. In memory it holds the place of each chunk.
 */
export class Spool {
  readonly #handle: FileHandle;
  readonly #places: { readonly position: number; readonly size: number; readonly length: number }[] = [];
  #end = 0;
  #closed = false;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** In the folder for temporary files (TMPDIR). @throws MillraceError FILE_UNWRITABLE */
  static async open(): Promise<Spool> {
    const file = path.join(os.tmpdir(), `millrace-${process.pid}-${randomBytes(8).toString('hex')}.spool`);
    try {
      const handle = await open(file, 'wx+', 0o600);
      await unlink(file);
      const spool = new Spool(handle);
      abandoned.register(spool, handle, spool);
      return spool;
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  get chunkCount(): number {
    return this.#places.length;
  }

  get rowCount(): number {
    return this.#places.reduce((sum, { length }) => sum + length, 0);
  }

  /** @throws MillraceError FILE_UNWRITABLE when the disk is full */
  async append({ length, columns }: Chunk): Promise<void> {
    const bytes = columns.size === 0 ? new Uint8Array(0) : tableToIPC(new Table([recordBatchOf(columns, length)]));
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, this.#end + done);
        done += bytesWritten;
      }
    } catch (cause) {
      throw unwritable(cause);
    }
    this.#places.push({ position: this.#end, size: bytes.length, length });
    this.#end += bytes.length;
  }

  /** A chunk with those of the named columns that it has. @throws MillraceError CLOSED */
  async read(index: number, names: readonly string[]): Promise<Chunk> {
    const { position, size, length } = this.#places[index]!;
    const columns = new Map<string, ColumnData>();
    if (size === 0) return { length, columns };
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size; ) {
      if (this.#closed) throw new MillraceError('CLOSED', 'the rows were disposed of', { remedy: 'dispose last' });
      const { bytesRead } = await this.#handle.read(bytes, done, size - done, position + done);
      if (bytesRead === 0) throw new MillraceError('INTERNAL', 'the spooled rows were cut short');
      done += bytesRead;
    }
    const batch = tableFromIPC(bytes).batches[0]!;
    for (const name of names) {
      const data = batch.getChild(name)?.data[0];
      if (data !== undefined) columns.set(name, fromArrowData(name, data));
    }
    return { length, columns };
  }

  /** Frees the disk, once reads under way are done. Later ones throw CLOSED. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    abandoned.unregister(this);
    await this.#handle.close();
  }
}

function unwritable(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError('FILE_UNWRITABLE', `rows could not be spooled to '${os.tmpdir()}': ${reason}`, {
    file: os.tmpdir(),
    remedy: 'free space there, or name another folder in TMPDIR',
    cause,
  });
}
