import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type {
  FoundKeys,
  KeyAggregatesHandle,
  KeyAggregatesOptions,
  KeyStatistic,
  KeySumsHandle,
  PairCodesHandle,
} from './native/keys-addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';

export interface KeyedSlots {
  /** Columns. */
  readonly key: readonly Slot[];
  /** One an aggregate: numbers, or a column where it is text; undefined to count rows. */
  readonly values: readonly (Slot | undefined)[];
  /** Numbers that first and last go by; undefined: the row ids. */
  readonly order: Slot | undefined;
  readonly rowIds: Slot;
}

/** Aggregates of columns by key. */
export class KeyAggregatesState {
  readonly #handle: KeyAggregatesHandle;
  readonly #options: KeyAggregatesOptions;

  constructor(options: KeyAggregatesOptions) {
    this.#options = options;
    this.#handle = inEngine(() => addon().keyAggregates(options));
  }

  addTo(program: Program, { key, values, order, rowIds }: KeyedSlots): void {
    const slots = [...key];
    const places = values.map((slot) => (slot === undefined ? -1 : slots.push(slot) - 1));
    if (order !== undefined) slots.push(order);
    slots.push(rowIds);
    program.fold('foldKeyAggregates', slots, this.#handle, {
      keyCount: key.length,
      values: Int32Array.from(places),
      areTexts: this.#options.aggregates.map((one) => one.isText),
      hasOrder: order !== undefined,
    });
  }

  finish(options: RunOptions): Promise<FoundKeys> {
    return runJob(options, (job) => addon().keyAggregatesFinish(this.#handle, job));
  }
}

/** Pairs of codes for `codesOfPairs`, ascending. @throws MillraceError MODEL_CORRUPT when they are not */
export function pairCodes(left: Uint32Array, right: Uint32Array): PairCodesHandle {
  return inEngine(() => addon().pairCodes(left, right));
}

/** The place of each row's pair of codes; −1 where one is missing, −2 where the pair is unknown. */
export function codesOfPairs(program: Program, left: Slot, right: Slot, pairs: PairCodesHandle): Slot {
  return program.operation('codesOfPairs', [left, right], { pairs });
}

/** The statistic of each row's key without this row. `numbers`: the aggregated ones; undefined to count rows. */
export function leaveOneOut(
  program: Program,
  codes: Slot,
  numbers: Slot | undefined,
  sums: KeySumsHandle,
  statistic: KeyStatistic,
): Slot {
  const slots = numbers === undefined ? [codes] : [codes, numbers];
  return program.operation('leaveOneOut', slots, { sums, statistic });
}

/** Milliseconds since 1970 as a column of type timestamp_us. */
export function timesOfNumbers(program: Program, numbers: Slot): Slot {
  return program.operation('timesOfNumbers', [numbers], {});
}

export type { FoundKeys, KeyStatistic, KeySumsHandle, PairCodesHandle };
