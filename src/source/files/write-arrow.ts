import type { FileHandle } from 'node:fs/promises';
import { AsyncByteQueue, RecordBatchFileWriter } from 'apache-arrow';
import type { ColumnData, ColumnType } from '../../core/column.ts';
import { throwIfAborted } from '../../engine/job.ts';
import type { QueryField } from '../../engine/query.ts';
import { recordBatchOf } from '../arrow.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import { columnsOf } from './output.ts';

/** Keeps what the Arrow writer hands it until it is taken: Arrow's own queue can't tell when it is empty. */
class WaitingBytes extends AsyncByteQueue {
  #chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}

/** Writes batches as an Arrow IPC file, one record batch each. */
export async function writeArrow(
  handle: FileHandle,
  fields: readonly QueryField[],
  batches: AsyncIterable<Batch>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bytes = new WaitingBytes();
  const writer = new RecordBatchFileWriter();
  writer.reset(bytes);
  const flush = () => handle.writeFile(Buffer.concat(bytes.take())); // from where the last one ended
  const write = (columns: readonly ColumnData[], length: number) =>
    writer.write(recordBatchOf(new Map(fields.map(({ name }, i) => [name, columns[i]!])), length));

  let hasRows = false;
  for await (const batch of batches) {
    throwIfAborted(signal);
    write(
      columnsOf(batch, fields).map((column) => column.data),
      batch.length,
    );
    await flush();
    releaseBatch(batch);
    hasRows = true;
  }
  if (!hasRows) {
    write(
      fields.map(({ type }) => emptyColumn(type)),
      0,
    );
  }
  writer.finish();
  await flush();
}

function emptyColumn(type: ColumnType): ColumnData {
  const offsets = type === 'utf8' ? new Int32Array(1) : undefined;
  return { type, length: 0, nullCount: 0, validity: undefined, offsets, values: new Uint8Array(0) };
}
