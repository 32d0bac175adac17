import type { RecordBatch } from 'apache-arrow';
import { type ColumnData, isValid, type Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { toRecordBatch } from '../arrow.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';
import { rowsOfBatch, valueAt } from '../row-values.ts';
import { concatBatches, positions, takeRows } from './gather.ts';

/** Some rows, for a loop of one's own. It may be kept: nothing frees it but the collector. */
export class RowBatch {
  readonly length: number;
  /** Float64Array[length] */
  readonly rowIds: Float64Array;
  readonly #batch: Batch;

  constructor(batch: Batch) {
    this.#batch = batch;
    this.length = batch.length;
    this.rowIds = batch.rowIds;
  }

  get names(): string[] {
    return [...this.#batch.columns.keys()];
  }

  /** A column's buffers in Arrow's layout. @throws MillraceError COLUMN_MISSING */
  column(name: string): ColumnData {
    const column = this.#batch.columns.get(name);
    if (column !== undefined) return column.data;
    throw new MillraceError('COLUMN_MISSING', `the batch has no column '${name}'`, {
      column: name,
      remedy: `use one of: ${this.names.slice(0, 20).join(', ')}`,
    });
  }

  /**
   * Float64Array[length]: a column's values, NaN where missing; true is 1, and dates and times are milliseconds since
   * 1970.
   *
   * @throws MillraceError COLUMN_TYPE for text
   */
  numbers(name: string): Float64Array {
    const column = this.column(name);
    const { type, values } = column;
    if (type === 'utf8') {
      throw new MillraceError('COLUMN_TYPE', `column '${name}' is text, not numbers`, {
        column: name,
        value: type,
        remedy: "take text with 'values'",
      });
    }
    return Float64Array.from({ length: this.length }, (_, row) => {
      if (!isValid(column, row)) return Number.NaN;
      if (type === 'boolean') return ((values[row >> 3] as number) >> (row & 7)) & 1;
      const value = Number(values[row]);
      return type === 'timestamp_us' ? value / 1000 : type === 'date32' ? value * 86_400_000 : value;
    });
  }

  /** A column's values as JavaScript sees them: null where missing, dates and times as `Date`s, 64-bit integers bigints. */
  values(name: string): Row[string][] {
    const column = this.column(name);
    return Array.from({ length: this.length }, (_, row) => valueAt(column, row));
  }

  /** The rows as objects. */
  rows(): Row[] {
    return rowsOfBatch(this.#batch);
  }

  toArrow(): RecordBatch {
    return toRecordBatch(this.#batch);
  }
}

/** Options of `batch`. */
export interface BatchOptions extends Pick<ScanOptions, 'columns' | 'signal'> {
  /** Leave the last rows out when they are fewer than a batch. Default false. */
  readonly dropRemainder?: boolean | undefined;
}

/** The rows of a reader in batches of exactly `rows`, but the last. */
export async function* rowBatches(
  reader: BatchReader,
  rows: number,
  { dropRemainder = false, ...options }: BatchOptions,
): AsyncGenerator<RowBatch> {
  let held: Batch[] = [];
  let count = 0;
  for await (const batch of reader.scan({ ...options, batchRows: rows })) {
    held.push(batch);
    count += batch.length;
    if (count < rows) continue;
    const pool = concatBatches(held);
    if (held.length > 1) for (const part of held) releaseBatch(part);
    const whole = count - (count % rows);
    if (pool.length === rows) yield new RowBatch(pool);
    else {
      for (let begin = 0; begin < whole; begin += rows)
        yield new RowBatch(takeRows(pool, positions(begin, begin + rows)));
    }
    held = whole === count ? [] : [takeRows(pool, positions(whole, count))];
    count -= whole;
    if (pool.length !== rows) releaseBatch(pool);
  }
  if (count > 0 && !dropRemainder) yield new RowBatch(concatBatches(held));
}
