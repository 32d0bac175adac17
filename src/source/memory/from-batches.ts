import type { RecordBatch } from 'apache-arrow';
import type { Row } from '../../core/column.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { Intake } from './intake.ts';
import { checkRowsOptions, type RowsOptions } from './options.ts';
import { type SpooledSource, spoolSource } from './spooled-source.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * The rows of a stream that can be read only once: Arrow record batches, or arrays of rows as `fromRows` takes them. The
 * stream is read to its end now, batch by batch, into a temporary Arrow file that later passes read. In memory it holds
 * one batch of rows and 24 bytes for each; on disk all rows, in the folder for temporary files (TMPDIR).
 *
 * @throws MillraceError as `fromRows` and `fromTable`; FILE_UNWRITABLE when the disk is full. What the stream throws is
 *   passed on. No file is left behind, and the stream is closed, whatever happens.
 */
export async function fromBatches(
  batches: AsyncIterable<RecordBatch | readonly Row[]> | Iterable<RecordBatch | readonly Row[]>,
  options: RowsOptions = {},
): Promise<SpooledSource> {
  checkRowsOptions(options, 'fromBatches');
  const { name = 'batches', batchRows = DEFAULT_BATCH_ROWS, types, signal } = options;
  return spoolSource(name, options, 'fromBatches', async (spool) => {
    const intake = new Intake(spool, batchRows, types);
    for await (const batch of untilAborted(batches, signal)) await intake.add(batch);
    return intake.finish();
  });
}
