import type { Count } from './profile-result.ts';

/** Most values that are counted exactly. As a sample its standard error is below 0.5 %. */
export const MOST_COUNTED = 131_072;

/**
 * Counts different values, and how often each occurs, in bounded memory. Exact up to `capacity` values; beyond, only
 * values whose hash falls below a bound are kept, and the bound halves each time they are too many: distinct sampling
 * (Gibbons, "Distinct Sampling for Highly-Accurate Answers to Distinct Values Queries", VLDB 2001). What is kept
 * depends on the values alone, not on their order.
 */
export class DistinctSample {
  readonly #capacity: number;
  /** Values are kept while their high word is below 2^(32 - level). */
  #level = 0;
  #size = 0;
  /** Hash of each entry, by entry number. */
  #low: Uint32Array;
  #high: Uint32Array;
  /** How often each entry occurred. */
  #counts: Float64Array;
  /** Open addressing by low word: entry number + 1, 0 = free. Twice as many slots as entries at least. */
  #slots: Uint32Array;

  constructor(capacity = MOST_COUNTED) {
    this.#capacity = capacity;
    this.#low = new Uint32Array(64);
    this.#high = new Uint32Array(64);
    this.#counts = new Float64Array(64);
    this.#slots = new Uint32Array(128);
  }

  /** Entries held: all different values if `isExact`. */
  get size(): number {
    return this.#size;
  }

  get isExact(): boolean {
    return this.#level === 0;
  }

  countOf(entry: number): number {
    return this.#counts[entry]!;
  }

  /** Counts one occurrence. Gives the value's entry number, or -1 if it is not kept. New entries get number `size`. */
  add(low: number, high: number): number {
    if (this.#level > 0 && high >= 2 ** (32 - this.#level)) return -1;
    const slot = this.#find(low, high);
    const found = this.#slots[slot]!;
    if (found !== 0) {
      this.#counts[found - 1]!++;
      return found - 1;
    }
    const entry = this.#append(low, high, 1);
    this.#slots[slot] = this.#size;
    if (this.#size > this.#capacity) {
      this.#thin();
      return -1;
    }
    if (2 * this.#size > this.#slots.length) this.#index(2 * this.#slots.length);
    return entry;
  }

  distinct(): Count {
    return { count: this.#size * 2 ** this.#level, exact: this.isExact };
  }

  /** Occurrences beyond each value's first. */
  repeated(): Count {
    let occurrences = 0;
    for (let entry = 0; entry < this.#size; entry++) occurrences += this.#counts[entry]!;
    return { count: (occurrences - this.#size) * 2 ** this.#level, exact: this.isExact };
  }

  #find(low: number, high: number): number {
    const mask = this.#slots.length - 1;
    let slot = low & mask;
    for (;;) {
      const found = this.#slots[slot]!;
      if (found === 0 || (this.#low[found - 1] === low && this.#high[found - 1] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #append(low: number, high: number, count: number): number {
    const entry = this.#size++;
    if (entry === this.#low.length) {
      this.#low = grown(this.#low, new Uint32Array(2 * entry));
      this.#high = grown(this.#high, new Uint32Array(2 * entry));
      this.#counts = grown(this.#counts, new Float64Array(2 * entry));
    }
    this.#low[entry] = low;
    this.#high[entry] = high;
    this.#counts[entry] = count;
    return entry;
  }

  /** Halves the bound until the rest fits. */
  #thin(): void {
    while (this.#size > this.#capacity) {
      this.#level++;
      const bound = 2 ** (32 - this.#level);
      const before = this.#size;
      this.#size = 0;
      for (let entry = 0; entry < before; entry++) {
        if (this.#high[entry]! < bound) this.#append(this.#low[entry]!, this.#high[entry]!, this.#counts[entry]!);
      }
    }
    this.#index(this.#slots.length);
  }

  #index(slotCount: number): void {
    this.#slots = new Uint32Array(slotCount);
    for (let entry = 0; entry < this.#size; entry++) {
      this.#slots[this.#find(this.#low[entry]!, this.#high[entry]!)] = entry + 1;
    }
  }
}

function grown<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
