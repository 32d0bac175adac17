import type { Batch } from '../source/batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../source/reader.ts';
import type { DropRecord, StepRecord } from './cleaning-record.ts';
import { exampleAt } from './example-value.ts';

/** Decides on the rows of one scan, in their order: 1 for those to drop, by position in the batch. */
export type Decide = (batch: Batch) => Uint8Array;

/** Rows shown of those dropped. */
const MOST_EXAMPLES = 5;

/** A reader without the rows that a filter drops, which it counts and shows a few of. The others keep their ids. */
export class DroppingReader implements BatchReader {
  readonly name: string;
  readonly schema: BatchReader['schema'];
  // Known after a scan at the earliest.
  readonly rowCount = undefined;
  readonly #base: BatchReader;
  readonly #reads: readonly string[];
  readonly #begin: () => Decide;
  readonly #onEnd: (rows: number, dropped: Omit<DropRecord, 'reason'>) => void;

  /**
   * @param reads the columns that decide
   * @param begin called when a scan begins
   * @param onEnd called when one has passed all rows
   */
  constructor(
    base: BatchReader,
    reads: readonly string[],
    begin: () => Decide,
    onEnd: (rows: number, dropped: Omit<DropRecord, 'reason'>) => void,
  ) {
    this.#base = base;
    this.#reads = reads;
    this.#begin = begin;
    this.#onEnd = onEnd;
    this.name = base.name;
    this.schema = base.schema;
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
    const decide = this.#begin();
    const examples: DropRecord['examples'][number][] = [];
    let rows = 0;
    let dropped = 0;
    for await (const batch of this.#base.scan({ ...options, columns: [...new Set([...wanted, ...this.#reads])] })) {
      const goes = decide(batch);
      rows += batch.length;
      const kept = new Uint32Array(batch.length);
      let count = 0;
      for (let row = 0; row < batch.length; row++) {
        if (goes[row] === 0) kept[count++] = row;
        else if (examples.length < MOST_EXAMPLES) examples.push(this.#example(batch, row));
      }
      dropped += batch.length - count;
      if (count === batch.length) {
        yield batch;
        continue;
      }
      if (count > 0) {
        const rowsKept = kept.subarray(0, count);
        const columns = new Map(wanted.map((name) => [name, batch.columns.get(name)!.take(rowsKept)]));
        yield { length: count, rowIds: Float64Array.from(rowsKept, (row) => batch.rowIds[row]!), columns };
      }
      for (const column of batch.columns.values()) column.release();
      await nextTurn();
    }
    this.#onEnd(rows, { rows: dropped, examples });
  }

  #example(batch: Batch, row: number): DropRecord['examples'][number] {
    const values = this.#reads.map((name) => [name, exampleAt(batch.columns.get(name)!.data, row)] as const);
    return { row: batch.rowIds[row]!, values: Object.fromEntries(values) };
  }
}

/** What a filter drops, gathered by the first complete scan. */
export class DropRecorder {
  readonly #step: string;
  readonly #reason: string;
  #record: StepRecord | undefined;

  constructor(step: string, reason: string) {
    this.#step = step;
    this.#reason = reason;
  }

  readonly end = (rows: number, dropped: Omit<DropRecord, 'reason'>): void => {
    this.#record ??= {
      step: this.#step,
      kind: 'filter',
      rows,
      columns: [],
      dropped: dropped.rows === 0 ? [] : [{ reason: this.#reason, ...dropped }],
    };
  };

  get record(): StepRecord | undefined {
    return this.#record;
  }
}
