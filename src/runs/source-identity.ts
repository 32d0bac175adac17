import path from 'node:path';
import { findFiles } from '../source/files/paths.ts';

/** A file that was read, so that one can tell later whether it is still the same. */
export interface SourceIdentity {
  readonly path: string;
  readonly bytes: number;
  readonly modified: string;
  /** SHA-256 over the first and the last 64 KiB. */
  readonly digest: string;
}

/** @throws MillraceError FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY */
export async function identifyFiles(given: string): Promise<SourceIdentity[]> {
  const files = await findFiles(given);
  return files.map(({ file, size, modified, digest }) => ({
    path: path.resolve(file),
    bytes: size,
    modified: new Date(modified).toISOString(),
    digest,
  }));
}
