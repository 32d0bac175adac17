import { copyFile, mkdtemp, open, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { MillraceError } from '../../core/errors.ts';
import { throwIfAborted } from '../../engine/job.ts';
import type { SqlOptions } from './options.ts';
import { sqliteBindings } from './sqlite-parameters.ts';
import { SQLITE_THREAD } from './sqlite-thread.ts';

/** A value as SQLite holds it. Integers that a number does not hold exactly are bigints. */
export type SqliteValue = number | bigint | string | Uint8Array | null;

export interface SqliteRows {
  /** By column; undefined where there are no rows. */
  readonly names: readonly string[] | undefined;
  /** rows[row][column] */
  readonly rows: readonly (readonly SqliteValue[])[];
}

/** The rows of a query on an SQLite file, drawn a few at a time from a thread of its own. */
export interface SqliteCursor {
  /** Declared types by column; empty for an expression, and for all columns of a query with parameters. */
  readonly declared: ReadonlyMap<string, string>;
  /** The next rows: fewer than `most` at the end, none after it. */
  next(most: number): Promise<SqliteRows>;
  /** Stops the query and closes the file. */
  close(): Promise<void>;
}

/** @throws MillraceError QUERY_INVALID, OPTION_INVALID (parameters), FILE_UNREADABLE, ABORTED */
export async function openSqliteCursor(
  file: string,
  sql: string,
  { parameters, signal }: Pick<SqlOptions, 'parameters' | 'signal'>,
): Promise<SqliteCursor> {
  throwIfAborted(signal);
  const bound = sqliteBindings(sql, parameters);
  await expectReadable(file);
  const place = await privateName(file);
  const worker = new Worker(SQLITE_THREAD, {
    eval: true,
    workerData: {
      library: createRequire(import.meta.url).resolve('node-sqlite3-wasm'),
      file: place.file,
      sql,
      declares: bound === undefined,
      parameters: bound,
    },
  });
  const close = async () => {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
    await place.remove();
  };
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  const answer = () =>
    new Promise<{ error?: string; types?: [string, string][] } & SqliteRows>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => {
        try {
          throwIfAborted(signal);
          reject(new MillraceError('CLOSED', 'the query was stopped', { remedy: 'run it again' }));
        } catch (error) {
          reject(error);
        }
      });
    }).finally(() => {
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    });
  const told = async () => {
    const { error, ...rest } = await answer();
    if (error !== undefined) throw explain(error, file);
    return rest;
  };
  try {
    const { types = [] } = await told();
    const next = (most: number) => {
      throwIfAborted(signal);
      worker.postMessage(most);
      return told();
    };
    return { declared: new Map(types), next, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const ROLLBACK_JOURNAL = 'd9d505f920a163d7';

/** SQLite here is built for UTF-8, and never writes: what a program left half done stays so. */
async function expectReadable(file: string): Promise<void> {
  const [written] = await bytesOf(file, ENCODING_AT, 1);
  const encoding = written || (await encodingInLog(`${file}-wal`));
  if (encoding === 2 || encoding === 3) {
    throw new MillraceError('FILE_UNREADABLE', `'${file}' holds its text as UTF-16, which can't be read`, {
      file,
      remedy:
        "copy it as UTF-8: sqlite3 old.sqlite .dump, behind a first line PRAGMA encoding = 'UTF-8', into a new one",
    });
  }
  const journal = await bytesOf(`${file}-journal`, 0, 8);
  if (journal.toString('hex') === ROLLBACK_JOURNAL) {
    throw new MillraceError('FILE_UNREADABLE', `'${file}' was left in the middle of a change`, {
      file,
      remedy: 'let the program that writes to it finish, or open it once with sqlite3, which takes the change back',
    });
  }
}

const ENCODING_AT = 59;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/** The encoding of a new file whose first page is in its write-ahead log alone. 0 where none tells. */
async function encodingInLog(log: string): Promise<number> {
  const header = await bytesOf(log, 0, LOG_HEADER);
  if (header.length < LOG_HEADER) return 0;
  const frameSize = FRAME_HEADER + header.readUInt32BE(8);
  let encoding = 0;
  for (let at = LOG_HEADER; ; at += frameSize) {
    const frame = await bytesOf(log, at, FRAME_HEADER + ENCODING_AT + 1);
    // Frames of a log before this one have other salts.
    if (frame.length < FRAME_HEADER || !frame.subarray(8, 16).equals(header.subarray(16, 24))) return encoding;
    if (frame.readUInt32BE(0) === 1) encoding = frame.at(-1)!;
  }
}

async function bytesOf(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * The file under a name in a folder of its own: the library locks a file with a folder beside it, which a crash leaves
 * behind and a read-only disk refuses. A write-ahead log comes along as a copy, so that what it holds is read too.
 */
async function privateName(file: string): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-sqlite-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const at = path.join(folder, 'database');
  try {
    await symlink(path.resolve(file), at);
    const log = await stat(`${file}-wal`).catch(() => undefined);
    if (log !== undefined && log.size > 0) await copyFile(`${file}-wal`, `${at}-wal`);
    return { file: at, remove };
  } catch (cause) {
    await remove();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MillraceError('FILE_UNREADABLE', `'${file}' can't be opened: ${reason}`, {
      file,
      remedy: 'name another folder for temporary files in TMPDIR, on a disk that has links',
      cause,
    });
  }
}

function explain(message: string, file: string): MillraceError {
  if (/malformed|not a database|disk image|unable to open|disk I\/O/i.test(message)) {
    return new MillraceError('FILE_UNREADABLE', `'${file}' can't be read as SQLite: ${message}`, {
      file,
      remedy: 'check it with PRAGMA integrity_check, or copy it again',
    });
  }
  return new MillraceError('QUERY_INVALID', `the query can't be run: ${message}`, { remedy: 'correct the query' });
}
