import type { Schema } from '../../core/schema.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';
import { positions, takeRows } from './gather.ts';

/** The rows of a reader from one position up to another. They keep their ids; what follows is not read. */
export class RangeReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly #base: BatchReader;
  readonly #begin: number;
  readonly #end: number;

  constructor(base: BatchReader, begin: number, end: number) {
    this.name = base.name;
    this.schema = base.schema;
    this.#base = base;
    this.#begin = begin;
    this.#end = end;
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
    const { rowCount } = this.#base;
    return rowCount === undefined ? undefined : Math.max(0, Math.min(rowCount, this.#end) - this.#begin);
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    let at = 0; // the position of the batch's first row
    if (this.#end <= this.#begin) return;
    for await (const batch of this.#base.scan(options)) {
      const begin = Math.max(0, this.#begin - at);
      const end = Math.min(batch.length, this.#end - at);
      at += batch.length;
      if (begin === 0 && end === batch.length) yield batch;
      else {
        const part = begin < end ? takeRows(batch, positions(begin, end)) : undefined;
        releaseBatch(batch); // before the consumer has a chance to leave
        if (part !== undefined) yield part;
      }
      if (at >= this.#end) return;
    }
  }
}
