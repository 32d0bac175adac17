import { MillraceError } from '../core/errors.ts';
import type { Origin } from '../source/reader.ts';
import type { Source } from '../source/source.ts';

/** Rows that a model was fitted on, so that it can tell when it meets them again. */
export interface TrainedRows {
  /** What the ids count; text where it outlives the process, as that of files does. */
  readonly origin: Origin;
  /** Ids are kept where their hash, in [0, 1), is below this: 1 for all of them. */
  readonly share: number;
  /** Ascending; at most `MOST_IDS`. */
  readonly ids: Float64Array;
}

/** Ids kept at most: 128 KiB. Any few thousand rows met again are then told for certain, whatever the rows were. */
const MOST_IDS = 16_384;

/** Keeps the ids of rows as they pass: all of them while they are few, then a share that the ids themselves decide. */
export class TrainedRowsFold {
  #share = 1;
  #ids: number[] = [];

  add(rowIds: Float64Array): void {
    for (const id of rowIds) if (hashOf(id) < this.#share) this.#ids.push(id);
    while (this.#ids.length > MOST_IDS) {
      this.#share /= 2;
      this.#ids = this.#ids.filter((id) => hashOf(id) < this.#share);
    }
  }

  finish(origin: Origin): TrainedRows {
    return { origin, share: this.#share, ids: Float64Array.from(this.#ids).sort() };
  }
}

/** Looks whether rows that a model is measured on are among those it was fitted on. */
export class TrainedRowsGuard {
  readonly #trained: TrainedRows | undefined;
  readonly #ids: ReadonlySet<number>;
  readonly #source: string;
  readonly #allow: boolean;
  #found = 0;

  /** @param allow count such rows instead of refusing them */
  constructor(trained: TrainedRows | undefined, source: Source, allow: boolean) {
    const isSame = trained !== undefined && trained.origin === source.reader.origin;
    this.#trained = isSame ? trained : undefined;
    this.#ids = new Set(isSame ? trained.ids : []);
    this.#source = source.name;
    this.#allow = allow;
  }

  /** @throws MillraceError ROWS_TRAINED_ON */
  look(rowIds: Float64Array): void {
    if (this.#trained === undefined) return;
    for (const id of rowIds) {
      if (!this.#ids.has(id)) continue;
      if (!this.#allow) throw trainedOn(this.#source, id);
      this.#found += 1;
    }
  }

  /** Rows met that the model was fitted on; estimated where more than `MOST_IDS` rows were. */
  get count(): number {
    return this.#trained === undefined ? 0 : Math.round(this.#found / this.#trained.share);
  }
}

function trainedOn(source: string, row: number): MillraceError {
  return new MillraceError('ROWS_TRAINED_ON', `the model was fitted on row ${row} of ${source}`, {
    row,
    remedy: "measure it on rows held out before the fit; or say { trainedRows: 'allow' }, and call it a training score",
  });
}

/** In [0, 1), evenly spread over ids that count up. */
function hashOf(id: number): number {
  let word = (id % 4_294_967_296) ^ Math.imul(Math.floor(id / 4_294_967_296), 0x9e3779b1);
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return ((word ^ (word >>> 16)) >>> 0) / 4_294_967_296;
}
