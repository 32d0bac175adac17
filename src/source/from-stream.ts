import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MillraceError } from '../core/errors.ts';
import { throwIfAborted } from '../engine/job.ts';
import { releaseBatch } from './batch.ts';
import { checkReadOptions, type FileFormat, type ReadOptions } from './files/options.ts';
import { openFiles } from './files/read.ts';
import { type SpooledSource, spoolSource } from './memory/spooled-source.ts';
import { untilAborted } from './memory/until-aborted.ts';
import type { BatchReader } from './reader.ts';

/** Options of `fromStream`: those of `read`, with the format, which no name tells. */
export interface StreamOptions extends Omit<ReadOptions, 'format' | 'filename' | 'partitions' | 'unionByName'> {
  readonly format: FileFormat;
}

/**
 * The rows in a stream of bytes, such as the body of an HTTP response: `await fromStream(response.body, { format: 'csv' })`.
 * The stream is read to its end now, into a temporary file that is read as `read` does; its rows then lie in a temporary
 * Arrow file, which goes when the source is disposed of, collected, or the process ends.
 *
 * @throws MillraceError as `read`; FILE_UNWRITABLE when the disk is full. What the stream throws is passed on, and nothing
 *   is left behind.
 */
export async function fromStream(
  stream: AsyncIterable<Uint8Array | string>,
  options: StreamOptions,
): Promise<SpooledSource> {
  checkReadOptions(options);
  if (options.format === undefined) {
    throw new MillraceError('OPTION_INVALID', "fromStream: the option 'format' is required", {
      remedy: "as in fromStream(body, { format: 'csv' })",
    });
  }
  const { signal } = options;
  throwIfAborted(signal);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-stream-'));
  const file = path.join(folder, `stream.${options.format}`);
  try {
    await pipeline(Readable.from(untilAborted(stream, signal)), createWriteStream(file));
    return await spooled(await openFiles(file, options), options);
  } catch (error) {
    throw inStream(error, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function spooled(reader: BatchReader, { roles, batchRows, signal }: StreamOptions): Promise<SpooledSource> {
  return spoolSource('stream', { roles, batchRows, signal }, 'fromStream', async (spool) => {
    for await (const batch of reader.scan({ signal })) {
      const columns = new Map([...batch.columns].map(([name, column]) => [name, column.data]));
      await spool.append({ length: batch.length, columns });
      releaseBatch(batch);
    }
    return reader.schema.fields.map(({ name, type }) => ({ name, type }));
  });
}

/** An error that speaks of the stream, not of the file that nobody knows. */
function inStream(error: unknown, file: string): unknown {
  if (!(error instanceof MillraceError)) return error;
  const { code, remedy, column, value, row, cause } = error;
  const message = error.message.replaceAll(`'${file}'`, 'the stream');
  return new MillraceError(code, message, { remedy, column, value, row, cause });
}
