import type { Statistic } from './statistics.ts';

/**
 * A statistic of the rows between the two ends of a queue, in a time for each row that does not grow with how many there
 * are. Nothing is ever subtracted, so no error adds up: newer rows are joined as they come, older ones lie as a stack in
 * which each holds the part of itself and all rows after it up to the newer ones. When the stack is empty the newer rows
 * are turned over onto it. (The queue of two stacks; see Tangwongsan, Hirzel, Schneider, Wu, "General incremental
 * sliding-window aggregation", VLDB 2015.)
 */
export class SlidingStatistic<Part> {
  /** The oldest row last. A row without a value has no part of its own. */
  readonly #older: (Part | undefined)[] = [];
  readonly #newer: (Part | undefined)[] = [];
  #newerTotal: Part | undefined;
  readonly #statistic: Statistic<Part>;

  constructor(statistic: Statistic<Part>) {
    this.#statistic = statistic;
  }

  /** Rows in the window, those without a value among them. */
  get length(): number {
    return this.#older.length + this.#newer.length;
  }

  push(value: number | undefined): void {
    const part = value === undefined ? undefined : this.#statistic.of(value);
    this.#newer.push(part);
    this.#newerTotal = this.#join(this.#newerTotal, part);
  }

  /** Leaves out the oldest row. */
  shift(): void {
    if (this.#older.length === 0) {
      let part: Part | undefined;
      for (let i = this.#newer.length - 1; i >= 0; i--) {
        part = this.#join(this.#newer[i], part);
        this.#older.push(part);
      }
      this.#newer.length = 0;
      this.#newerTotal = undefined;
    }
    this.#older.pop();
  }

  value(): number | undefined {
    const total = this.#join(this.#older.at(-1), this.#newerTotal);
    return total === undefined ? this.#statistic.ofNone : this.#statistic.result(total);
  }

  #join(older: Part | undefined, newer: Part | undefined): Part | undefined {
    if (older === undefined) return newer;
    return newer === undefined ? older : this.#statistic.join(older, newer);
  }
}
