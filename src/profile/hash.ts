import { type ColumnData, isValid } from '../core/column.ts';

/**
 * 64-bit hashes as two lanes of 32 bits, each MurmurHash3's 32-bit body and finaliser (Austin Appleby, public domain)
 * with a seed of its own. Equal values of one column have equal hashes on every machine.
 */
const SEED_LOW = 0x9747b28c;
const SEED_HIGH = 0x3c6ef372;
const MISSING = 0x7fc0dead;

/** Writes the hash of each row's value. low, high: Uint32Array[column.length] or longer. */
export function hashColumn(column: ColumnData, low: Uint32Array, high: Uint32Array): void {
  if (column.type === 'utf8') hashText(column as ColumnData<'utf8'>, low, high);
  else hashWords(column, low, high);
}

/** Folds a column's hashes into those of the rows. */
export function hashRows(
  rowLow: Uint32Array,
  rowHigh: Uint32Array,
  low: Uint32Array,
  high: Uint32Array,
  length: number,
): void {
  for (let row = 0; row < length; row++) {
    rowLow[row] = finish(mix(mix(rowLow[row]!, low[row]!), high[row]!));
    rowHigh[row] = finish(mix(mix(rowHigh[row]!, high[row]!), low[row]!));
  }
}

/** Uniform over 32 bits; `index` is an integer up to 2^53. */
export function hashIndex(index: number): number {
  return finish(mix(mix(SEED_LOW, index >>> 0), Math.floor(index / 2 ** 32)));
}

function hashText(column: ColumnData<'utf8'>, low: Uint32Array, high: Uint32Array): void {
  const { values, offsets } = column;
  for (let row = 0; row < column.length; row++) {
    let a = SEED_LOW;
    let b = SEED_HIGH;
    if (!isValid(column, row)) {
      low[row] = finish(mix(a, MISSING));
      high[row] = finish(mix(b, MISSING));
      continue;
    }
    const end = offsets![row + 1]!;
    let at = offsets![row]!;
    const bytes = end - at;
    for (; at + 4 <= end; at += 4) {
      const word = values[at]! | (values[at + 1]! << 8) | (values[at + 2]! << 16) | (values[at + 3]! << 24);
      a = mix(a, word);
      b = mix(b, word);
    }
    let tail = 0;
    for (let shift = 0; at < end; at++, shift += 8) tail |= values[at]! << shift;
    low[row] = finish(mix(mix(a, tail), bytes));
    high[row] = finish(mix(mix(b, tail), bytes));
  }
}

function hashWords(column: ColumnData, low: Uint32Array, high: Uint32Array): void {
  const float = new Float64Array(1);
  const word = new Uint32Array(float.buffer);
  const { type, values } = column;
  const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  const halves = wide ? new Uint32Array(values.buffer, values.byteOffset, 2 * values.length) : undefined;
  for (let row = 0; row < column.length; row++) {
    let valid = isValid(column, row);
    if (halves !== undefined) {
      word[0] = halves[2 * row]!;
      word[1] = halves[2 * row + 1]!;
    } else if (type === 'boolean') {
      word[0] = ((values as Uint8Array)[row >> 3]! >> (row & 7)) & 1;
      word[1] = 0;
    } else {
      // Adding 0 makes one zero of the two.
      float[0] = (values as Float64Array)[row]! + 0;
      valid &&= !Number.isNaN(float[0]);
    }
    low[row] = finish(valid ? mix(mix(SEED_LOW, word[0]!), word[1]!) : mix(SEED_LOW, MISSING));
    high[row] = finish(valid ? mix(mix(SEED_HIGH, word[0]!), word[1]!) : mix(SEED_HIGH, MISSING));
  }
}

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
