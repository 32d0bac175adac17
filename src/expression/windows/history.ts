import { statisticOf } from './statistics.ts';
import type { WindowOptions } from './window.ts';

/** A value of a row: text, or the number that stands for any other type; undefined is missing. */
export type WindowValue = number | string | undefined;

/** What is kept of one entity's rows. Times are microseconds, NaN where none are given. */
export interface History {
  /** What the window gives the row that has this value and time. */
  value(current: WindowValue, time: number): WindowValue;
  push(value: WindowValue, time: number): void;
}

export function historyOf({ operation, size, isSpan, includeCurrent }: WindowOptions): History {
  switch (operation) {
    case 'lag':
    case 'diff':
      return new LastRows(size, operation === 'diff');
    case 'timeSinceLast':
      return new LastTime();
    case 'cumulativeCount':
    case 'cumulativeSum':
    case 'cumulativeMean':
      return new Running(operation);
    default: {
      const statistic = statisticOf(operation);
      return isSpan ? new SpanOfTime(size, statistic, includeCurrent) : new RowWindow(size, statistic);
    }
  }
}

/** The value a number of rows back, or the difference from it. */
class LastRows implements History {
  readonly #rows: WindowValue[] = [];
  readonly #count: number;
  readonly #isDifference: boolean;
  #next = 0;

  constructor(count: number, isDifference: boolean) {
    this.#count = count;
    this.#isDifference = isDifference;
  }

  value(current: WindowValue): WindowValue {
    // Once the ring is full, the oldest row stands where the next one goes.
    const before = this.#rows.length < this.#count ? undefined : this.#rows[this.#next];
    if (!this.#isDifference) return before;
    return before === undefined || current === undefined ? undefined : (current as number) - (before as number);
  }

  push(value: WindowValue): void {
    this.#rows[this.#next] = value;
    this.#next = (this.#next + 1) % this.#count;
  }
}

class LastTime implements History {
  #last: number | undefined;

  value(current: WindowValue): WindowValue {
    return this.#last === undefined || current === undefined ? undefined : ((current as number) - this.#last) / 1e6;
  }

  push(value: WindowValue): void {
    if (value !== undefined) this.#last = value as number;
  }
}

class Running implements History {
  readonly #operation: 'cumulativeCount' | 'cumulativeSum' | 'cumulativeMean';
  #count = 0;
  #sum = 0;

  constructor(operation: 'cumulativeCount' | 'cumulativeSum' | 'cumulativeMean') {
    this.#operation = operation;
  }

  value(): WindowValue {
    if (this.#operation === 'cumulativeCount') return this.#count;
    if (this.#count === 0) return undefined;
    return this.#operation === 'cumulativeSum' ? this.#sum : this.#sum / this.#count;
  }

  push(value: WindowValue): void {
    if (value === undefined) return;
    this.#count++;
    if (typeof value === 'number') this.#sum += value;
  }
}

type Statistic = (present: readonly number[]) => number | undefined;

/** A number of rows, those with a missing value among them. Computed anew for each row, so that no error adds up. */
class RowWindow implements History {
  readonly #rows: WindowValue[] = [];
  readonly #size: number;
  readonly #statistic: Statistic;

  constructor(size: number, statistic: Statistic) {
    this.#size = size;
    this.#statistic = statistic;
  }

  value(): WindowValue {
    return this.#statistic(this.#rows.filter((value) => value !== undefined) as number[]);
  }

  push(value: WindowValue): void {
    this.#rows.push(value);
    if (this.#rows.length > this.#size) this.#rows.shift();
  }
}

/** The rows of a span of time: from a span before the row up to but without its time, or with it from after that. */
class SpanOfTime implements History {
  readonly #times: number[] = [];
  readonly #values: WindowValue[] = [];
  readonly #span: number;
  readonly #statistic: Statistic;
  readonly #includeCurrent: boolean;

  constructor(span: number, statistic: Statistic, includeCurrent: boolean) {
    this.#span = span;
    this.#statistic = statistic;
    this.#includeCurrent = includeCurrent;
  }

  value(_: WindowValue, time: number): WindowValue {
    if (Number.isNaN(time)) return undefined;
    const first = time - this.#span;
    let gone = 0;
    while (
      gone < this.#times.length &&
      (this.#includeCurrent ? this.#times[gone]! <= first : this.#times[gone]! < first)
    )
      gone++;
    this.#times.splice(0, gone);
    this.#values.splice(0, gone);
    const present: number[] = [];
    for (let i = 0; i < this.#times.length; i++) {
      if (!this.#includeCurrent && this.#times[i] === time) break; // of this moment, not of the past
      if (this.#values[i] !== undefined) present.push(this.#values[i] as number);
    }
    return this.#statistic(present);
  }

  push(value: WindowValue, time: number): void {
    if (Number.isNaN(time)) return;
    this.#times.push(time);
    this.#values.push(value);
  }
}
