import { MillraceError } from './errors.ts';

/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011). A number depends on its seed, purpose, index and position alone, never on how many were drawn
 * before it, so draws agree whatever the order, the threads or the batches.
 *
 * The layout, the same wherever it is computed:
 * - seed: an integer from 0 to 2^53 - 1, split into two 32-bit words, low word first;
 * - key: words 0 and 1 of the block with counter (FNV-1a of the purpose's UTF-8 bytes, 0, 0, 0) and the seed as key;
 * - number at `position`: word `position mod 4` of the block with counter (block low, block high, index low, index high)
 *   where block is floor(position / 4).
 */
export interface RandomStream {
  /** The uniform 32-bit integer at a position, 0 to 2^53 - 1. */
  uint32(position: number): number;
  /** Uniform in [0, 1), 53 bits made of the numbers at 2 · position and 2 · position + 1. */
  uniform(position: number): number;
  /** Uniform integer in [0, bound), bound at most 2^32. Its bias is below bound / 2^32. */
  below(position: number, bound: number): number;
  /** Writes the numbers at `position` and on. `position` must be a multiple of 4. */
  fill(out: Uint32Array, position: number): void;
}

type Words4 = readonly [number, number, number, number];

const WORD = 2 ** 32;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/**
 * The numbers of one purpose. `index` sets apart draws of the same purpose: the resample, the tree, the epoch.
 *
 * @throws MillraceError OPTION_INVALID when the seed or the index is no integer from 0 to 2^53 - 1.
 */
export function randomStream(seed: number, purpose: string, index = 0): RandomStream {
  checkInteger(seed, 'seed');
  checkInteger(index, 'index');
  const key = new Uint32Array(4);
  fillBlocks(key, 4, seed >>> 0, highWord(seed), fnv1a(purpose), 0, 0, 0);
  const [key0, key1] = [key[0]!, key[1]!];
  const [indexLow, indexHigh] = [index >>> 0, highWord(index)];
  const block = new Uint32Array(4);

  function uint32(position: number): number {
    const blockIndex = Math.floor(position / 4);
    fillBlocks(block, 4, key0, key1, blockIndex >>> 0, highWord(blockIndex), indexLow, indexHigh);
    return block[position % 4]!;
  }
  return {
    uint32,
    uniform: (position) => (uint32(2 * position) * 2 ** 21 + (uint32(2 * position + 1) >>> 11)) * 2 ** -53,
    below: (position, bound) => Math.floor((uint32(position) * bound) / WORD),
    fill(out, position) {
      const first = position / 4;
      fillBlocks(out, out.length, key0, key1, first >>> 0, highWord(first), indexLow, indexHigh);
    },
  };
}

/** One block: four 32-bit counter words and two key words in, four uniform 32-bit words out. */
export function philox4x32(counter: Words4, key: readonly [number, number]): Words4 {
  const out = new Uint32Array(4);
  fillBlocks(out, 4, key[0], key[1], ...counter);
  return [out[0]!, out[1]!, out[2]!, out[3]!];
}

// Words are kept as signed 32-bit integers here: the engine then needs no doubles.
function fillBlocks(
  out: Uint32Array,
  length: number,
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
): void {
  let low = counter0 | 0;
  let high = counter1 | 0;
  for (let at = 0; at < length; at += 4) {
    let x0 = low;
    let x1 = high;
    let x2 = counter2 | 0;
    let x3 = counter3 | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < 10; ++round) {
      const high0 = multiplyHigh(x0, MULTIPLIER_0);
      const high1 = multiplyHigh(x2, MULTIPLIER_1);
      const low0 = Math.imul(x0, MULTIPLIER_0);
      const low1 = Math.imul(x2, MULTIPLIER_1);
      x0 = high1 ^ x1 ^ k0;
      x1 = low1;
      x2 = high0 ^ x3 ^ k1;
      x3 = low0;
      k0 = (k0 + KEY_STEP_0) | 0;
      k1 = (k1 + KEY_STEP_1) | 0;
    }
    // Writes past the end of a typed array are dropped, which cuts the last block to size.
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
    low = (low + 1) | 0;
    if (low === 0) high = (high + 1) | 0;
  }
}

/** The upper half of the 64-bit product of two unsigned 32-bit words, from four 16-bit products. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = Math.imul(aHigh, bLow);
  // Neither sum overflows: (2^16 - 1)^2 + 2 (2^16 - 1) is 2^32 - 1.
  const middle = ((Math.imul(aLow, bLow) >>> 16) + (cross & 0xffff) + Math.imul(aLow, bHigh)) | 0;
  return (Math.imul(aHigh, bHigh) + (cross >>> 16) + (middle >>> 16)) | 0;
}

function highWord(value: number): number {
  return Math.floor(value / WORD) >>> 0;
}

/** FNV-1a, 32 bits, over the UTF-8 bytes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function checkInteger(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new MillraceError('OPTION_INVALID', `the ${name} of a random stream is ${value}`, {
      value,
      remedy: `give an integer from 0 to ${Number.MAX_SAFE_INTEGER}`,
    });
  }
}
