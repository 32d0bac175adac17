import { MillraceError } from '../../core/errors.ts';
import { writeWhole } from '../../core/whole-file.ts';
import { throwIfAborted } from '../../engine/job.ts';
import type { QueryField } from '../../engine/query.ts';
import { openQueryWriter } from '../../engine/query-writer.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import type { FileFormat } from './options.ts';
import { columnsOf, withFields } from './output.ts';
import { formatOf } from './paths.ts';
import { sqlName, sqlText } from './sql.ts';
import { writeArrow } from './write-arrow.ts';

export interface WriteOptions {
  /** Columns in order. Default: those of the first batch, in its order. */
  readonly fields?: readonly QueryField[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes rows to a file of the format that its extension names: `.csv`, `.tsv`, `.jsonl` (each also with `.gz` or `.zst`
 * behind), `.parquet` or `.arrow`. The file appears whole or not at all; rows are streamed, so any number fits.
 *
 * Text formats write numbers with the fewest digits that read back the same, times as ISO 8601 in UTC, and missing
 * values as nothing (an empty string is `""`); JSON has no infinite numbers and gets null. Batches are released.
 *
 * @returns the number of rows written.
 * @throws MillraceError FILE_UNREADABLE for an extension that names no format; FILE_MISSING, FILE_UNWRITABLE;
 *   COLUMN_MISSING and COLUMN_TYPE when a batch has other columns; ROWS_TOO_FEW for no rows and no `fields`; ABORTED.
 */
export async function writeBatches(
  file: string,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: WriteOptions = {},
): Promise<number> {
  const format = formatOf(file);
  const { signal } = options;
  throwIfAborted(signal);
  let rowCount = 0;
  await writeWhole(file, async (handle, aside) => {
    const { fields, rows } = await withFields(batches, options.fields);
    const counted = countRows(rows, (count) => {
      rowCount += count;
    });
    if (format === 'arrow') {
      await writeArrow(handle, fields, counted, signal);
    } else {
      await copyRows(file, copyStatement(file, aside, format, fields), fields, counted, signal);
    }
  });
  return rowCount;
}

async function* countRows(batches: AsyncIterable<Batch> | Iterable<Batch>, add: (count: number) => void) {
  for await (const batch of batches) {
    add(batch.length);
    yield batch;
  }
}

async function copyRows(
  file: string,
  sql: string,
  fields: readonly QueryField[],
  batches: AsyncIterable<Batch>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sources = fields.map(({ type }, i) => ({ name: `c${i}`, type }));
  const writer = openQueryWriter(sources, sql, signal);
  try {
    for await (const batch of batches) {
      throwIfAborted(signal);
      if (batch.length > 0) await writer.write(batch.length, columnsOf(batch, fields));
      releaseBatch(batch);
    }
    await writer.finish();
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'FILE_UNWRITABLE') throw error;
    throw new MillraceError('FILE_UNWRITABLE', `'${file}' was not written: ${error.message.split('\n', 1)[0]}`, {
      file,
      remedy: 'free space, change the permissions, or name another file',
      cause: error,
    });
  } finally {
    await writer.close();
  }
}

function copyStatement(
  file: string,
  aside: string,
  format: Exclude<FileFormat, 'arrow'>,
  fields: readonly QueryField[],
): string {
  const items = fields.map(({ name, type }, i) => {
    const isFloat = type === 'float32' || type === 'float64';
    // JSON has no spelling for them.
    const value = format === 'jsonl' && isFloat ? `CASE WHEN isfinite(c${i}) THEN c${i} END` : `c${i}`;
    return `${value} AS ${sqlName(name)}`;
  });
  const packed = /\.(gz|zst)$/.exec(file.toLowerCase())?.[1];
  const compression = packed === undefined ? 'none' : packed === 'gz' ? 'gzip' : 'zstd';
  const delimited = (delimiter: string) =>
    `FORMAT csv, HEADER true, DELIMITER ${sqlText(delimiter)}, QUOTE '"', ESCAPE '"', NULLSTR '', COMPRESSION ${compression}`;
  const formats = {
    csv: delimited(','),
    tsv: delimited('\t'),
    jsonl: `FORMAT json, ARRAY false, COMPRESSION ${compression}`,
    parquet: 'FORMAT parquet, COMPRESSION zstd',
  };
  return `COPY (SELECT ${items.join(', ')} FROM batches) TO ${sqlText(aside)} (${formats[format]}, USE_TMP_FILE false)`;
}
