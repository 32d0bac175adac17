import type { Schema } from '../core/schema.ts';
import type { Batch } from './batch.ts';
import type { BatchReader, ScanOptions } from './reader.ts';

/** A reader whose columns mean something else. */
export class RoleReader implements BatchReader {
  readonly schema: Schema;
  readonly #base: BatchReader;

  constructor(base: BatchReader, schema: Schema) {
    this.schema = schema;
    this.#base = base;
  }

  get name() {
    return this.#base.name;
  }

  get origin() {
    return this.#base.origin;
  }

  get rowCount() {
    return this.#base.rowCount;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  get idsAscend() {
    return this.#base.idsAscend;
  }

  scan(options?: ScanOptions): AsyncIterable<Batch> {
    return this.#base.scan(options);
  }
}
