import { createHash } from 'node:crypto';
import { access, constants, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { MillraceError } from '../../core/errors.ts';
import { queryBatches } from '../../engine/query.ts';
import { FILE_FORMATS, type FileFormat } from './options.ts';
import { sqlText } from './sql.ts';
import { textValues } from './text-values.ts';

/** A file as it was when it was opened. */
export interface FileIdentity {
  readonly file: string;
  readonly size: number;
  readonly modified: number;
  /** SHA-256 over the first and the last 64 KiB. */
  readonly digest: string;
}

const DIGEST_BYTES = 65_536;

/**
 * The files that paths and patterns name. Those of one pattern are sorted by name; a path that exists is never a
 * pattern. A folder of `key=value` folders stands for the files below it whose names tell a format, but for hidden ones.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE (a folder, no permission), FILE_EMPTY (no bytes).
 */
export async function findFiles(given: string | readonly string[], signal?: AbortSignal): Promise<FileIdentity[]> {
  const paths = typeof given === 'string' ? [given] : given;
  if (paths.length === 0) {
    throw new MillraceError('FILE_MISSING', 'no file was named', { remedy: 'give a path or a pattern' });
  }
  const files: FileIdentity[] = [];
  for (const one of paths) {
    for (const file of await expand(one, signal)) files.push(await identify(file));
  }
  return files;
}

async function expand(given: string, signal: AbortSignal | undefined): Promise<string[]> {
  const info = await stat(given).catch(() => undefined);
  if (info?.isDirectory()) return (await partitionedFiles(given)) ?? [given];
  if (info !== undefined) return [given];
  const matches: string[] = [];
  if (/[*?[]/.test(given)) {
    for await (const batch of queryBatches(`SELECT file FROM glob(${sqlText(given)})`, { signal })) {
      matches.push(...textValues(batch.columns[0]!.data));
    }
  }
  if (matches.length === 0) {
    throw new MillraceError('FILE_MISSING', `there is no file '${given}'`, {
      file: given,
      remedy: `check the path; it is taken from the folder ${path.resolve('.')}`,
    });
  }
  return matches.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The data files below a folder that holds `key=value` folders; undefined for another one. */
async function partitionedFiles(folder: string): Promise<string[] | undefined> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (!entries.some((entry) => entry.isDirectory() && /^[^=]+=/.test(entry.name))) return undefined;
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const isHidden = (file: string) =>
    path
      .relative(folder, file)
      .split(path.sep)
      .some((part) => /^[._]/.test(part));
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !isHidden(file) && extensionFormat(file) !== undefined);
  return files.length === 0 ? undefined : files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

async function identify(file: string): Promise<FileIdentity> {
  const info = await stat(file);
  if (info.isDirectory()) {
    throw new MillraceError('FILE_UNREADABLE', `'${file}' is a folder`, {
      file,
      remedy: `name the files in it, as in '${path.join(file, '*.csv')}'`,
    });
  }
  try {
    await access(file, constants.R_OK);
  } catch (cause) {
    throw new MillraceError('FILE_UNREADABLE', `'${file}' may not be read`, {
      file,
      remedy: 'give this user the right to read it',
      cause,
    });
  }
  if (info.size === 0) {
    throw new MillraceError('FILE_EMPTY', `'${file}' is empty`, { file, remedy: 'write rows into it' });
  }
  return { file, size: info.size, modified: info.mtimeMs, digest: await digestOf(file, info.size) };
}

async function digestOf(file: string, size: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const hash = createHash('sha256');
    for (const position of [0, Math.max(0, size - DIGEST_BYTES)]) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(DIGEST_BYTES), 0, DIGEST_BYTES, position);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/** @throws MillraceError SOURCE_CHANGED when a file is not what it was. */
export async function expectUnchanged(files: readonly FileIdentity[]): Promise<void> {
  for (const known of files) {
    const now = await identify(known.file).catch(() => undefined);
    if (
      now === undefined ||
      now.size !== known.size ||
      now.digest !== known.digest ||
      now.modified !== known.modified
    ) {
      throw sourceChanged(known.file, now === undefined ? 'it is gone' : 'it was written to');
    }
  }
}

export function sourceChanged(file: string, how: string): MillraceError {
  return new MillraceError('SOURCE_CHANGED', `'${file}' is not what it was when it was opened: ${how}`, {
    file,
    remedy: 'leave the file alone while it is in use, or work on a copy',
  });
}

const EXTENSIONS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  parquet: 'parquet',
  pq: 'parquet',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'jsonl',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
};

function extensionFormat(file: string): FileFormat | undefined {
  const plain = file.toLowerCase().replace(/\.(gz|zst)$/, '');
  return EXTENSIONS[path.extname(plain).slice(1)];
}

/** The format that a file's extension names. @throws MillraceError FILE_UNREADABLE when it names none. */
export function formatOf(file: string): FileFormat {
  const format = extensionFormat(file);
  if (format === undefined) {
    throw new MillraceError('FILE_UNREADABLE', `'${file}' has no extension that tells its format`, {
      file,
      remedy: `say which with the option 'format': ${FILE_FORMATS.join(', ')}`,
    });
  }
  return format;
}
