import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { MillraceError } from './errors.ts';

/**
 * Writes a file that appears whole or not at all. The bytes go to a file aside in the same folder, are forced to the
 * disk, and take the final name in one step; a reader, or a process killed half-way, never leaves anything else
 * under that name. An older file of the name is replaced. `aside` is the path behind the handle, for writers that take
 * a path; they must write into the file that is there.
 *
 * @throws MillraceError FILE_MISSING when the folder does not exist, FILE_UNWRITABLE when it can't be written;
 *   what `write` throws is passed on. Neither leaves a file.
 */
export async function writeWhole(
  file: string,
  write: (handle: FileHandle, aside: string) => Promise<void>,
): Promise<void> {
  const folder = path.dirname(file);
  const aside = path.join(folder, `.${path.basename(file)}.${process.pid}.${randomBytes(6).toString('hex')}.partial`);
  try {
    const handle = await open(aside, 'wx');
    try {
      await write(handle, aside);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw toWriteError(error, file);
  }
  await syncFolder(folder);
}

/** Makes the new name itself survive a power cut. Windows can't open folders and does this by itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function toWriteError(error: unknown, file: string): unknown {
  if (error instanceof MillraceError || !(error instanceof Error) || !('syscall' in error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new MillraceError('FILE_MISSING', `the folder of '${file}' does not exist`, {
      file,
      remedy: 'create the folder first, or name another one',
      cause: error,
    });
  }
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'it may not be written',
    EPERM: 'it may not be written',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EISDIR: 'it is a folder',
  };
  return new MillraceError('FILE_UNWRITABLE', `'${file}' was not written: ${reasons[code] ?? error.message}`, {
    file,
    remedy: 'free space, change the permissions, or name another file',
    cause: error,
  });
}
