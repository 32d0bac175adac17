import { type Batch, type BatchReader, type ScanOptions, Source } from '../../src/index.ts';

/** A reader that counts its scans, and that may change between them. */
export class CountingReader implements BatchReader {
  scans = 0;
  /** Rows that were handed out, over all scans. */
  rows = 0;
  /** The columns that each scan asked for; all where undefined. */
  readonly asked: (readonly string[] | undefined)[] = [];
  readonly #base: BatchReader;
  readonly #limit: (scan: number) => number;

  /** @param limit most rows that a scan gives, by its number from 1 */
  constructor(base: BatchReader, limit: (scan: number) => number = () => Infinity) {
    this.#base = base;
    this.#limit = limit;
  }

  get name() {
    return this.#base.name;
  }

  get schema() {
    return this.#base.schema;
  }

  get rowCount() {
    return this.#base.rowCount;
  }

  async *scan(options?: ScanOptions): AsyncIterable<Batch> {
    this.scans += 1;
    this.asked.push(options?.columns);
    const limit = this.#limit(this.scans);
    let given = 0;
    for await (const batch of this.#base.scan(options)) {
      if (given + batch.length > limit) return;
      given += batch.length;
      this.rows += batch.length;
      yield batch;
    }
  }
}

/** The source, counted. */
export function counted(source: Source, limit?: (scan: number) => number): { source: Source; reader: CountingReader } {
  const reader = new CountingReader(source.reader, limit);
  return { source: new Source(reader, source.derived), reader };
}
