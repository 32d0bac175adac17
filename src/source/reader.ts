import type { Schema } from '../core/schema.ts';
import type { Batch } from './batch.ts';

export interface ScanOptions {
  /** The columns that are wanted, in any order; all when undefined. Others may be left out, not renamed. */
  readonly columns?: readonly string[] | undefined;
  /** Most rows in a batch. Default 16,384: small enough that handing one over holds up the event loop for no time. */
  readonly batchRows?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What row ids count. Readers of equal origin give a row the same id: text for what outlives the process, such as the
 * bytes of files, and an object of its own for rows in memory.
 */
export type Origin = string | object;

/**
 * Where rows come from: the one interface that files, tables, rows in memory, splits and derived columns implement.
 * Each scan gives the same rows in the same order with the same ids, unless it says otherwise; a reader whose origin changed in between throws
 * SOURCE_CHANGED. A consumer may release a batch's columns once it is done with them.
 */
export interface BatchReader {
  /** What the rows come from, for messages and reports: a file's name, 'rows', 'table'. */
  readonly name: string;
  readonly schema: Schema;
  /** Undefined where ids mean nothing outside one scan. */
  readonly origin?: Origin | undefined;
  /** The number of rows if it is known before a scan. */
  readonly rowCount: number | undefined;
  /** False where a scan may give its rows in another order than the one before, so that no fit reads it twice. */
  readonly repeatable?: boolean | undefined;
  /** False where ids do not ascend, or a row comes more than once: what draws by id takes no such rows. */
  readonly idsAscend?: boolean | undefined;
  scan(options?: ScanOptions): AsyncIterable<Batch>;
  /** Frees what is kept of the rows, if anything is. */
  dispose?(): void;
}

/** Lets the event loop serve others: between batches, so that a long scan never holds it up. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
