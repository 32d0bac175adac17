import { type RandomStream, randomStream } from '../../core/random.ts';
import type { ClassRows } from './class-rows.ts';

/** Some rows of a class, drawn by their ids: those whose draws are the smallest. */
export class DrawnRows {
  readonly #random: RandomStream;
  readonly #lastDraw: number;
  readonly #lastId: number;

  /** @param count how many, at most all */
  constructor({ codes, rowIds }: ClassRows, classIndex: number, count: number, seed: number, purpose: string) {
    this.#random = randomStream(seed, purpose, classIndex);
    const ids = rowIds.filter((_, row) => codes[row] === classIndex);
    const draws = ids.map((id) => this.#random.uniform(id));
    const order = Uint32Array.from(ids.keys()).sort((a, b) => draws[a]! - draws[b]! || ids[a]! - ids[b]!);
    const last = order[count - 1];
    this.#lastDraw = last === undefined ? -1 : draws[last]!;
    this.#lastId = last === undefined ? -1 : ids[last]!;
  }

  has(rowId: number): boolean {
    const draw = this.#random.uniform(rowId);
    return draw < this.#lastDraw || (draw === this.#lastDraw && rowId <= this.#lastId);
  }
}
