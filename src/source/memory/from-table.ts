import { type RecordBatch, type Table, tableFromIPC } from 'apache-arrow';
import { MillraceError } from '../../core/errors.ts';
import { type Role, Schema } from '../../core/schema.ts';
import { requirePlainBuffer } from '../../engine/buffers.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { nextTurn } from '../reader.ts';
import { Source } from '../source.ts';
import { chunkOfArrow, fieldsOfArrow } from './arrow-chunk.ts';
import type { Chunk } from './chunk.ts';
import { withInferredRoles } from './from-rows.ts';
import { MemoryReader } from './memory-reader.ts';
import { checkTableOptions, expectColumns, type TableOptions } from './options.ts';

/**
 * The rows of an Arrow table or record batch, or of the bytes of an Arrow IPC file or stream (uncompressed). Numbers and
 * text are used where they lie: don't write to them. Decimals become float64, dictionaries of text utf8, timestamps of
 * any unit and zone UTC microseconds.
 *
 * @throws MillraceError COLUMN_TYPE (bytes, times of day, nested types), ENCODING_INVALID, BUFFER_REFUSED,
 *   FILE_UNREADABLE (bytes that are no Arrow IPC), ROWS_TOO_FEW, COLUMN_MISSING, COLUMN_DUPLICATE, OPTION_UNKNOWN,
 *   OPTION_INVALID, ABORTED
 */
export async function fromTable(given: Table | RecordBatch | Uint8Array, options: TableOptions = {}): Promise<Source> {
  checkTableOptions(options, 'fromTable');
  const { name = 'table', batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  const { schema: arrow, batches } = given instanceof Uint8Array ? tableOfBytes(given) : tableOf(given);
  const fields = fieldsOfArrow(arrow);
  expectColumns(
    fields.map((field) => field.name),
    options,
    'fromTable',
  );
  const readerOf = (roles: ReadonlyMap<string, Role>) => {
    const schema = new Schema(fields.map((field) => ({ ...field, role: roles.get(field.name) ?? 'numeric' })));
    return new MemoryReader(name, schema, chunks, batchRows);
  };
  const chunks: Chunk[] = [];
  readerOf(new Map()); // Names that repeat are found before any work.
  let firstRow = 0;
  for (const batch of batches) {
    for (let begin = 0; begin < batch.numRows; begin += batchRows) {
      throwIfAborted(signal);
      chunks.push(chunkOfArrow(batch, begin, Math.min(batch.numRows, begin + batchRows), firstRow));
      await nextTurn();
    }
    firstRow += batch.numRows;
  }
  return new Source(await withInferredRoles(readerOf, options));
}

interface ArrowRows {
  readonly schema: RecordBatch['schema'];
  readonly batches: readonly RecordBatch[];
}

/** Whether a value is a record batch: by its shape, for it may come from another copy of Arrow. */
export function isRecordBatch(value: unknown): value is RecordBatch {
  return (
    typeof value === 'object' && value !== null && 'schema' in value && 'numRows' in value && !('batches' in value)
  );
}

function tableOf(given: Table | RecordBatch): ArrowRows {
  if (isRecordBatch(given)) return { schema: given.schema, batches: [given] };
  if (typeof given === 'object' && given !== null && 'batches' in given) return given;
  throw new MillraceError('OPTION_INVALID', 'fromTable takes an Arrow table, a record batch or bytes of Arrow IPC', {
    value: given,
    remedy: 'use fromRows for objects and fromBatches for a stream',
  });
}

function tableOfBytes(bytes: Uint8Array): ArrowRows {
  requirePlainBuffer(bytes, 'the Arrow IPC data');
  try {
    return tableFromIPC(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MillraceError('FILE_UNREADABLE', `the bytes can't be read as Arrow IPC: ${reason}`, {
      remedy: 'give the whole of an uncompressed Arrow IPC file or stream',
      cause,
    });
  }
}
