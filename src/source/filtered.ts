import { isValid } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { columnsOf, type Expression, evaluateColumn, hasWindow, typeOf } from '../expression/index.ts';
import type { Batch } from './batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from './reader.ts';

/** Which rows of a batch stay: positions, ascending. */
export type KeepRows = (batch: Batch, signal?: AbortSignal) => Uint32Array | Promise<Uint32Array>;

/** A reader without some of its rows. The others keep their ids. */
export class FilteredReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly rowCount: number | undefined;
  /** Rows left out by the last complete scan. */
  dropped = 0;
  readonly #base: BatchReader;
  readonly #reads: readonly string[];
  readonly #keep: KeepRows;

  /** @param reads the columns that `keep` looks at */
  constructor(base: BatchReader, reads: readonly string[], keep: KeepRows, rowCount?: number) {
    this.#base = base;
    this.#reads = reads;
    this.#keep = keep;
    this.name = base.name;
    this.schema = base.schema;
    this.rowCount = rowCount;
  }

  get origin() {
    return this.#base.origin;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  get idsAscend() {
    return this.#base.idsAscend;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const wanted = options.columns ?? this.schema.names;
    const read = [...new Set([...wanted, ...this.#reads])];
    let dropped = 0;
    for await (const batch of this.#base.scan({ ...options, columns: read })) {
      const kept = await this.#keep(batch, options.signal);
      dropped += batch.length - kept.length;
      if (kept.length === batch.length) {
        yield batch;
        continue;
      }
      if (kept.length > 0) {
        const columns = new Map(wanted.map((name) => [name, batch.columns.get(name)!.take(kept)]));
        yield { length: kept.length, rowIds: Float64Array.from(kept, (row) => batch.rowIds[row]!), columns };
      }
      for (const column of batch.columns.values()) column.release();
      await nextTurn();
    }
    this.dropped = dropped;
  }
}

/** The rows for which a boolean expression is true: neither false nor missing. */
export function filterReader(base: BatchReader, condition: Expression): FilteredReader {
  if (typeOf(condition, base.schema) !== 'boolean') {
    throw new MillraceError('EXPRESSION_INVALID', 'a filter takes a condition: true or false for each row', {
      remedy: "compare with something, as in 'delay > 15'",
    });
  }
  refuseWindows(condition);
  return new FilteredReader(base, columnsOf(condition), async (batch, signal) => {
    const { column: made } = await evaluateColumn(condition, batch, { signal });
    const column = made.data;
    const bits = column.values as Uint8Array;
    const kept = new Uint32Array(batch.length);
    let count = 0;
    for (let row = 0; row < batch.length; row++) {
      if ((bits[row >> 3]! >> (row & 7)) & 1 && isValid(column, row)) kept[count++] = row;
    }
    if (![...batch.columns.values()].includes(made)) made.release();
    return kept.subarray(0, count);
  });
}

/** A condition is asked of rows by themselves. @throws MillraceError EXPRESSION_INVALID for one with a window */
export function refuseWindows(condition: Expression): void {
  if (!hasWindow(condition)) return;
  throw new MillraceError('EXPRESSION_INVALID', 'a condition looks at rows by themselves, not at those before them', {
    remedy: 'derive the window as a column first, and compare that column',
  });
}
