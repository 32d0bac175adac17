import { readFile } from 'node:fs/promises';
import { MillraceError } from '../core/errors.ts';

/** The text of a model file of another library. @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MEMORY_EXHAUSTED */
export async function readModelText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MillraceError('FILE_MISSING', `there is no file '${path}'`, {
        file: path,
        remedy: 'check the path; it is taken from the current folder',
        cause: error,
      });
    }
    if (code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE') {
      throw new MillraceError('MEMORY_EXHAUSTED', `'${path}' holds more text than fits into a string`, {
        file: path,
        remedy: 'save the model with fewer iterations',
        cause: error,
      });
    }
    throw new MillraceError('FILE_UNREADABLE', `'${path}' can't be read: ${message}`, {
      file: path,
      remedy: 'check its permissions',
      cause: error,
    });
  }
}

/** A file that is no model of this kind. */
export function notThisKind(path: string, kind: string, remedy: string): MillraceError {
  return new MillraceError('MODEL_INVALID', `'${path}' is no ${kind}`, { file: path, remedy });
}

/** A model that was altered or cut short; `where` names line or key. */
export function damaged(path: string, where: string, what: string): MillraceError {
  return new MillraceError('MODEL_CORRUPT', `'${path}' is damaged: ${where}: ${what}`, {
    file: path,
    remedy: 'save the model again',
  });
}

/** A sound model that does what there is no counterpart of here. */
export function unsupported(path: string, what: string, remedy: string): MillraceError {
  return new MillraceError('MODEL_UNSUPPORTED', `'${path}' ${what}`, { file: path, remedy });
}
