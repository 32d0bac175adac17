import { isMissingAt, type NumberVector, type Vector } from '../vector.ts';

/**
 * MurmurHash3 (x86, 32 bits, seed 0) as a whole number from 0 to 2^32 − 1: of the UTF-8 bytes of text, of the eight
 * little-endian bytes of a float64 (booleans are 0 and 1, −0 is 0). Missing stays missing. As scikit-learn's
 * `murmurhash3_32(…, positive=True)`.
 */
export function hash(operand: Vector, rowCount: number): NumberVector {
  const out = new Float64Array(rowCount).fill(Number.NaN);
  const one = new Float64Array(1);
  const bytes = new Uint8Array(one.buffer);
  for (let i = 0; i < rowCount; i++) {
    if (isMissingAt(operand, i)) continue;
    const at = i * operand.stride;
    if (operand.type === 'text') out[i] = murmur(operand.bytes, operand.offsets[at]!, operand.offsets[at + 1]!);
    else {
      const value = operand.values[at]!;
      one[0] = operand.type === 'boolean' ? value / 2 : value + 0;
      out[i] = murmur(bytes, 0, 8);
    }
  }
  return { type: 'number', values: out, stride: 1, nonFinite: undefined };
}

function murmur(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash ^= scramble(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let k = end - 1; k >= at; k--) rest = (rest << 8) | bytes[k]!;
  if (end > at) hash ^= scramble(rest);
  hash ^= end - start;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
