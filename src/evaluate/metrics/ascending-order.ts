import { STEP_ROWS, type Steps } from './steps.ts';

const BUCKETS = 2048;
/** Bits 0, 11 and 22 of the lower word, then of the upper one. */
const SHIFTS = [0, 11, 22] as const;

/**
 * The positions of `values` from the smallest to the largest; equal values keep their order. Values are finite; 0 and
 * -0 are equal. A radix sort on the bits (least significant digit first), which can stop between any two rows, as a
 * sort that calls a comparator cannot.
 */
export function* ascendingOrder(values: Float64Array): Steps<Uint32Array> {
  const count = values.length;
  let from: Keys = allocateKeys(count);
  let to: Keys = allocateKeys(count);
  const histograms = new Uint32Array(2 * SHIFTS.length * BUCKETS);
  for (let begin = 0; begin < count; begin += STEP_ROWS) {
    readKeys(values, from, histograms, begin, Math.min(count, begin + STEP_ROWS));
    yield;
  }
  for (let digit = 0; digit < 2 * SHIFTS.length; ++digit) {
    const starts = histograms.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
    // Scores that came from float32 have whole digits of zeros.
    if (starts.includes(count)) continue;
    bucketStarts(starts);
    const word = digit < SHIFTS.length ? from.low : from.high;
    const shift = SHIFTS[digit % SHIFTS.length]!;
    for (let begin = 0; begin < count; begin += STEP_ROWS) {
      scatter(from, to, word, shift, starts, begin, Math.min(count, begin + STEP_ROWS));
      yield;
    }
    [from, to] = [to, from];
  }
  return from.position;
}

interface Keys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly position: Uint32Array;
}

function allocateKeys(count: number): Keys {
  return { low: new Uint32Array(count), high: new Uint32Array(count), position: new Uint32Array(count) };
}

/** Turns each value into two words that compare as unsigned integers as the values do, and counts their digits. */
function readKeys(values: Float64Array, keys: Keys, histograms: Uint32Array, begin: number, end: number): void {
  const bits = new DataView(new ArrayBuffer(8));
  for (let at = begin; at < end; ++at) {
    // Adding 0 makes 0 of -0.
    bits.setFloat64(0, values[at]! + 0);
    const sign = bits.getInt32(0) >> 31;
    // A negative number has all bits flipped, another one its sign.
    const high = (bits.getInt32(0) ^ (sign | 0x80000000)) >>> 0;
    const low = (bits.getInt32(4) ^ sign) >>> 0;
    keys.low[at] = low;
    keys.high[at] = high;
    keys.position[at] = at;
    for (let digit = 0; digit < SHIFTS.length; ++digit) {
      const shift = SHIFTS[digit]!;
      histograms[digit * BUCKETS + ((low >>> shift) & (BUCKETS - 1))]! += 1;
      histograms[(digit + SHIFTS.length) * BUCKETS + ((high >>> shift) & (BUCKETS - 1))]! += 1;
    }
  }
}

function bucketStarts(counts: Uint32Array): void {
  let start = 0;
  for (let bucket = 0; bucket < BUCKETS; ++bucket) {
    const count = counts[bucket]!;
    counts[bucket] = start;
    start += count;
  }
}

function scatter(
  from: Keys,
  to: Keys,
  word: Uint32Array,
  shift: number,
  next: Uint32Array,
  begin: number,
  end: number,
): void {
  for (let at = begin; at < end; ++at) {
    const bucket = (word[at]! >>> shift) & (BUCKETS - 1);
    const target = next[bucket]!;
    next[bucket] = target + 1;
    to.low[target] = from.low[at]!;
    to.high[target] = from.high[at]!;
    to.position[target] = from.position[at]!;
  }
}
