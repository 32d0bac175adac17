import { types } from 'node:util';
import { inEngine } from './fault.ts';
import type { RowRunnerHandle } from './native/addon.ts';
import { addon } from './native/load.ts';

// What a value is: the engine's `RowValue`, in this order.
const NUMBER = 0;
const MISSING = 1;
const BOOLEAN = 2;
const TIME = 3;
const OTHER = 4;

/**
 * One row at a time through a program, synchronously: `set` every input, then `run`. Its memory is used again for each
 * row, so that a row of numbers allocates nothing on the way.
 */
export class RowRunner {
  readonly #handle: RowRunnerHandle;
  readonly #inputCount: number;
  /** [inputs] values, [inputs] kinds, [width] outputs: numbers cross in one piece. */
  readonly #exchange: Float64Array;
  /** The values that are no numbers, by input. */
  readonly #others: unknown[];
  /** What the last run gave. Overwritten by the next. */
  readonly outputs: Float64Array;

  constructor(handle: RowRunnerHandle, inputCount: number, width: number) {
    this.#handle = handle;
    this.#inputCount = inputCount;
    this.#exchange = new Float64Array(2 * inputCount + width);
    this.#others = new Array<unknown>(inputCount).fill(undefined);
    this.outputs = this.#exchange.subarray(2 * inputCount);
  }

  /** Sets an input to a value as in a `Row`: null, undefined and NaN are missing. */
  set(input: number, value: unknown): void {
    const kinds = this.#inputCount;
    switch (typeof value) {
      case 'number':
        this.#exchange[input] = value;
        this.#exchange[kinds + input] = NUMBER;
        return;
      case 'boolean':
        this.#exchange[input] = value ? 1 : 0;
        this.#exchange[kinds + input] = BOOLEAN;
        return;
      case 'undefined':
        this.#exchange[kinds + input] = MISSING;
        return;
    }
    if (value === null) {
      this.#exchange[kinds + input] = MISSING;
    } else if (types.isDate(value)) {
      this.#exchange[input] = value.getTime();
      this.#exchange[kinds + input] = TIME;
    } else {
      this.#others[input] = value;
      this.#exchange[kinds + input] = OTHER;
    }
  }

  /**
   * Runs the program; `outputs` has the result. Returns what is wrong with the row, if anything is.
   *
   * @throws MillraceError VALUE_INVALID for a value that no column holds
   */
  run(): string | undefined {
    return inEngine(() => addon().programRunRow(this.#handle, this.#exchange, this.#others));
  }
}
