import { SlidingStatistic } from './sliding.ts';
import { type Statistic, statisticOf } from './statistics.ts';
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

/** A number of rows, those with a missing value among them. */
class RowWindow implements History {
  readonly #rows: SlidingStatistic<unknown>;
  readonly #size: number;

  constructor(size: number, statistic: Statistic<unknown>) {
    this.#size = size;
    this.#rows = new SlidingStatistic(statistic);
  }

  value(): WindowValue {
    return this.#rows.value();
  }

  push(value: WindowValue): void {
    this.#rows.push(value as number | undefined);
    if (this.#rows.length > this.#size) this.#rows.shift();
  }
}

/** The rows of a span of time: from a span before the row up to but without its time, or with it from after that. */
class SpanOfTime implements History {
  readonly #rows: SlidingStatistic<unknown>;
  readonly #times = new Queue();
  /** Rows of the latest moment, which are of the past for later rows only. */
  #waiting: WindowValue[] = [];
  #moment = Number.NaN;
  readonly #span: number;
  readonly #includeCurrent: boolean;

  constructor(span: number, statistic: Statistic<unknown>, includeCurrent: boolean) {
    this.#span = span;
    this.#rows = new SlidingStatistic(statistic);
    this.#includeCurrent = includeCurrent;
  }

  value(_: WindowValue, time: number): WindowValue {
    if (Number.isNaN(time)) return undefined;
    if (this.#moment < time) this.#takeWaiting();
    const first = time - this.#span;
    const isGone = (at: number) => (this.#includeCurrent ? at <= first : at < first);
    while (this.#times.length > 0 && isGone(this.#times.first)) {
      this.#times.shift();
      this.#rows.shift();
    }
    return this.#rows.value();
  }

  push(value: WindowValue, time: number): void {
    if (Number.isNaN(time)) return;
    if (this.#includeCurrent) {
      this.#take(value, time);
    } else {
      if (this.#moment < time) this.#takeWaiting();
      this.#moment = time;
      this.#waiting.push(value);
    }
  }

  #takeWaiting(): void {
    for (const value of this.#waiting) this.#take(value, this.#moment);
    this.#waiting = [];
  }

  #take(value: WindowValue, time: number): void {
    this.#rows.push(value as number | undefined);
    this.#times.push(time);
  }
}

/** Numbers, first in, first out. */
class Queue {
  readonly #values: number[] = [];
  #gone = 0;

  get length(): number {
    return this.#values.length - this.#gone;
  }

  get first(): number {
    return this.#values[this.#gone]!;
  }

  push(value: number): void {
    this.#values.push(value);
  }

  shift(): void {
    this.#gone++;
    // What is gone leaves once it is half of all: then each number is moved once on average.
    if (2 * this.#gone < this.#values.length) return;
    this.#values.splice(0, this.#gone);
    this.#gone = 0;
  }
}
