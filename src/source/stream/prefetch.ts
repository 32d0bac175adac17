import type { Schema } from '../../core/schema.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';

/** The rows of a reader, read ahead by some batches while those before are worked on. */
export class PrefetchedReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly #base: BatchReader;
  readonly #batches: number;

  constructor(base: BatchReader, batches: number) {
    this.name = base.name;
    this.schema = base.schema;
    this.#base = base;
    this.#batches = batches;
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

  get rowCount(): number | undefined {
    return this.#base.rowCount;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const batches = this.#base.scan(options)[Symbol.asyncIterator]();
    // Requests to a generator wait in line, so the order is kept.
    const waiting: Promise<IteratorResult<Batch>>[] = [];
    const ask = () => {
      const next = batches.next();
      next.catch(() => undefined); // Thrown where it is waited for.
      waiting.push(next);
    };
    let isDone = false;
    try {
      for (let i = 0; i <= this.#batches; i++) ask();
      for (;;) {
        const next = await waiting.shift()!;
        isDone = next.done === true;
        if (isDone) return;
        ask();
        yield next.value;
      }
    } finally {
      if (!isDone) {
        const ended = batches.return?.(); // before what still waits, which then gives nothing more than is under way
        for (const next of await Promise.allSettled(waiting)) {
          if (next.status === 'fulfilled' && !next.value.done) releaseBatch(next.value.value);
        }
        await ended?.catch(() => undefined);
      }
    }
  }
}
