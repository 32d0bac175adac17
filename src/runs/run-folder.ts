import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { MillraceError } from '../core/errors.ts';
import { syncFolder } from '../core/whole-file.ts';

const MOST_ATTEMPTS = 100;

/**
 * Makes a run's folder, `<runs>/<time>-<name>/`, which appears whole or not at all: files are written into a hidden
 * folder beside it (`.<time>-<name>.<process>.<random>.partial`), which takes the final name in one step. A process that
 * is killed leaves at most the hidden folder. Runs that end at the same time get different names.
 *
 * @param fill writes the files; what it throws is passed on, and nothing is left
 * @returns the folder and what `fill` resolved to
 * @throws MillraceError FILE_UNWRITABLE
 */
export async function writeRunFolder<T>(
  runs: string,
  began: Date,
  name: string,
  fill: (folder: string) => Promise<T>,
): Promise<{ folder: string; result: T }> {
  const base = `${began.toISOString().slice(0, 19).replaceAll(':', '-')}-${fileName(name)}`;
  const aside = path.join(runs, `.${base}.${process.pid}.${randomBytes(4).toString('hex')}.partial`);
  try {
    await mkdir(aside, { recursive: true });
    const result = await fill(aside);
    await syncFolder(aside);
    const folder = await takeName(aside, path.join(runs, base));
    await syncFolder(runs);
    return { folder, result };
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw toWriteError(error, runs);
  }
}

async function takeName(aside: string, base: string): Promise<string> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const folder = attempt === 1 ? base : `${base}-${attempt}`;
    try {
      // Fails if another run has the name: its folder is not empty.
      await rename(aside, folder);
      return folder;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM' && code !== 'ENOTDIR') throw error;
    }
  }
  throw new MillraceError('FILE_UNWRITABLE', `no free name for a run beside '${base}'`, {
    file: base,
    remedy: 'name the run, or another folder for runs',
  });
}

/** Letters, digits, dots and dashes; never hidden. */
function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '');
  return plain.slice(0, 60) || 'run';
}

function toWriteError(error: unknown, runs: string): unknown {
  if (error instanceof MillraceError || !(error instanceof Error) || !('syscall' in error)) return error;
  return new MillraceError('FILE_UNWRITABLE', `a run could not be written to '${runs}': ${error.message}`, {
    file: runs,
    remedy: 'free space, change the permissions, or name another folder for runs',
    cause: error,
  });
}
