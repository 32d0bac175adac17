import { hashIndex } from './hash.ts';

/** Most rows that quantiles are taken from. */
export const MOST_SAMPLED = 100_000;

/**
 * Chooses rows by the smallest hashes of their ids: all rows up to `capacity`, then those below a bound that halves
 * each time too many are below it. Which rows are in depends on their ids alone.
 */
export class RowSample {
  readonly #capacity: number;
  #bound = 2 ** 32;
  #hashes: number[] = [];

  constructor(capacity = MOST_SAMPLED) {
    this.#capacity = capacity;
  }

  get rowCount(): number {
    return this.#hashes.length;
  }

  /** The rows of a batch that are taken in, by position. `idOf` gives a row's id. */
  take(length: number, idOf: (row: number) => number): { rows: number[]; keep: number[] | undefined } {
    const rows: number[] = [];
    for (let row = 0; row < length; row++) {
      const hash = hashIndex(idOf(row));
      if (hash >= this.#bound) continue;
      rows.push(row);
      this.#hashes.push(hash);
    }
    return { rows, keep: this.#hashes.length > this.#capacity ? this.#thin() : undefined };
  }

  /** Gives the positions of those that stay; every column drops the others. */
  #thin(): number[] {
    let keep: number[] = [];
    do {
      this.#bound /= 2;
      keep = [];
      for (let i = 0; i < this.#hashes.length; i++) if (this.#hashes[i]! < this.#bound) keep.push(i);
    } while (keep.length > this.#capacity);
    this.#hashes = keep.map((i) => this.#hashes[i]!);
    return keep;
  }
}
