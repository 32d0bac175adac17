import type { Schema } from '../../core/schema.ts';
import type { Batch } from '../batch.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';

/**
 * The rows of a reader several times over. A copy of a row has its id: so it is in the same fold of a cross-fit as the
 * row itself, and is known as a row that a model was trained on.
 */
export class RepeatedReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly idsAscend = false;
  readonly #base: BatchReader;
  readonly #times: number;

  constructor(base: BatchReader, times: number) {
    this.name = base.name;
    this.schema = base.schema;
    this.#base = base;
    this.#times = times;
  }

  get origin() {
    return this.#base.origin;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  get rowCount(): number | undefined {
    const { rowCount } = this.#base;
    return rowCount === undefined ? undefined : rowCount * this.#times;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    for (let time = 0; time < this.#times; time++) yield* this.#base.scan(options);
  }
}
