import type { Row } from '../../core/column.ts';
import { fromBatches } from './from-batches.ts';
import type { RowsOptions } from './options.ts';
import type { SpooledSource } from './spooled-source.ts';

const GATHERED_ROWS = 1024;

/**
 * The rows of a stream that gives them one by one, such as a message queue: as `fromBatches`, read to its end now, into a
 * temporary Arrow file that later passes read. Types are inferred over all rows, or stated with `types`.
 *
 * @throws MillraceError as `fromBatches`; what the stream throws is passed on
 */
export function fromAsyncRows(
  rows: AsyncIterable<Row> | Iterable<Row>,
  options: RowsOptions = {},
): Promise<SpooledSource> {
  return fromBatches(gathered(rows), { name: 'rows', ...options });
}

async function* gathered(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<Row[]> {
  let waiting: Row[] = [];
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < GATHERED_ROWS) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}
