import type { WindowName } from '../operations.ts';

/** A statistic of rows that parts of them are enough for: parts of neighbouring rows join to the part of both. */
export interface Statistic<Part> {
  /** The part of one value. */
  of(value: number): Part;
  join(older: Part, newer: Part): Part;
  /** undefined where the values are too few. */
  result(part: Part): number | undefined;
  /** Of no value at all. */
  readonly ofNone: number | undefined;
}

export function statisticOf(operation: WindowName): Statistic<unknown> {
  return STATISTICS[operation as keyof typeof STATISTICS] as Statistic<unknown>;
}

const count: Statistic<number> = {
  of: () => 1,
  join: (older, newer) => older + newer,
  result: (part) => part,
  ofNone: 0,
};

function extreme(of: (a: number, b: number) => number): Statistic<number> {
  return { of: (value) => value, join: of, result: (part) => part, ofNone: undefined };
}

/** A sum with twice a double's digits: how it was parted shows in none of those that are kept. */
interface Sum {
  readonly count: number;
  readonly high: number;
  readonly low: number;
}

/** a + b = high + low exactly, low being what the rounding lost (Knuth's two-sum). */
function joinSums(a: Sum, b: Sum): Sum {
  const sum = a.high + b.high;
  const ofB = sum - a.high;
  const lost = a.high - (sum - ofB) + (b.high - ofB) + (a.low + b.low);
  const high = sum + lost;
  return { count: a.count + b.count, high, low: lost - (high - sum) };
}

function summed(result: (sum: Sum) => number): Statistic<Sum> {
  return { of: (high) => ({ count: 1, high, low: 0 }), join: joinSums, result, ofNone: undefined };
}

interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Squares of what the values are apart from their mean. */
  readonly squares: number;
}

/** Of a sample: divided by n − 1, as pandas does. (Chan, Golub and LeVeque, "Updating formulae", 1979.) */
const deviation: Statistic<Spread> = {
  of: (mean) => ({ count: 1, mean, squares: 0 }),
  join(older, newer) {
    const all = older.count + newer.count;
    const apart = newer.mean - older.mean;
    const shift = apart * (newer.count / all);
    return {
      count: all,
      mean: older.mean + shift,
      squares: older.squares + newer.squares + apart * shift * older.count,
    };
  },
  result: (part) => (part.count < 2 ? undefined : Math.sqrt(part.squares / (part.count - 1))),
  ofNone: undefined,
};

const STATISTICS = {
  rollingCount: count,
  rollingSum: summed(({ high }) => high),
  rollingMean: summed((sum) => sum.high / sum.count),
  rollingMin: extreme(Math.min),
  rollingMax: extreme(Math.max),
  rollingStd: deviation,
};
