import { type RandomStream, randomStream } from '../../core/random.ts';
import type { Schema } from '../../core/schema.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../reader.ts';
import { concatBatches, takeRows } from './gather.ts';

/**
 * Rows in random order, as far as a buffer reaches: it is filled, then each row that comes in pushes out one that is drawn
 * from it, and in the end the rest goes out in random order. A buffer that holds all rows gives every order alike.
 * The order follows from the seed and the rows' positions, whatever the batches.
 */
export class ShuffledReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly idsAscend = false;
  readonly repeatable: boolean | undefined;
  readonly #base: BatchReader;
  readonly #bufferRows: number;
  readonly #seed: number;
  readonly #reshuffles: boolean;
  #passes = 0;

  constructor(base: BatchReader, bufferRows: number, seed: number, reshuffles: boolean) {
    this.name = base.name;
    this.schema = base.schema;
    this.repeatable = reshuffles ? false : base.repeatable;
    this.#base = base;
    this.#bufferRows = bufferRows;
    this.#seed = seed;
    this.#reshuffles = reshuffles;
  }

  get origin() {
    return this.#base.origin;
  }

  get rowCount(): number | undefined {
    return this.#base.rowCount;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const { batchRows = DEFAULT_BATCH_ROWS } = options;
    const random = randomStream(this.#seed, 'shuffle', this.#reshuffles ? this.#passes++ : 0);
    // Rows are moved in steps of half the buffer, so that each is copied a few times whatever the buffer's size.
    const stepRows = Math.max(batchRows, Math.ceil(this.#bufferRows / 2));
    let held: Batch[] = [];
    let heldRows = 0;
    let drawn = 0;
    try {
      for await (const batch of this.#base.scan(options)) {
        held.push(batch);
        heldRows += batch.length;
        if (heldRows < this.#bufferRows + stepRows) continue;
        const pool = joined(held);
        const { out, stay } = pushThrough(pool.length, this.#bufferRows, random, drawn);
        drawn += out.length;
        held = [pool];
        yield* cut(pool, out, batchRows);
        held = [takeRows(pool, stay)];
        heldRows = stay.length;
        releaseBatch(pool);
      }
      if (heldRows === 0) return;
      const pool = joined(held);
      held = [pool];
      const { out, stay } = pushThrough(pool.length, this.#bufferRows, random, drawn);
      drawn += out.length;
      yield* cut(pool, concat(out, permuted(stay, random, drawn)), batchRows);
    } finally {
      for (const batch of held) releaseBatch(batch);
    }
  }
}

function joined(batches: readonly Batch[]): Batch {
  const pool = concatBatches(batches);
  if (batches.length > 1) for (const batch of batches) releaseBatch(batch);
  return pool;
}

/** Which rows of a pool go out and which stay, when those behind the first `bufferRows` come in one after the other. */
function pushThrough(rowCount: number, bufferRows: number, random: RandomStream, drawn: number) {
  const kept = Math.min(rowCount, bufferRows);
  const stay = Uint32Array.from({ length: kept }, (_, i) => i);
  const out = new Uint32Array(rowCount - kept);
  for (let i = 0; i < out.length; i++) {
    const slot = random.below(drawn + i, kept);
    out[i] = stay[slot]!;
    stay[slot] = kept + i;
  }
  return { out, stay };
}

/** Fisher and Yates, from the end. */
function permuted(rows: Uint32Array, random: RandomStream, drawn: number): Uint32Array {
  for (let left = rows.length, i = 0; left > 1; left--, i++) {
    const slot = random.below(drawn + i, left);
    const last = rows[left - 1]!;
    rows[left - 1] = rows[slot]!;
    rows[slot] = last;
  }
  return rows;
}

function concat(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

async function* cut(pool: Batch, rows: Uint32Array, batchRows: number): AsyncGenerator<Batch> {
  for (let begin = 0; begin < rows.length; begin += batchRows) {
    yield takeRows(pool, rows.subarray(begin, begin + batchRows));
    await nextTurn();
  }
}
