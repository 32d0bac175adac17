import { createHash } from 'node:crypto';
import { type ColumnData, isValid } from '../core/column.ts';

const EMPTY = -1;

/**
 * Which of the rows seen so far have equal values in some columns, by 128 bits of a hash of them: 48 bytes a different
 * row at most. Missing equals missing, NaN is missing, and −0 is 0.
 */
export class RowKeys {
  #words = new Uint32Array(4 * 1024);
  /** The row that stands for each key: the first or the last one seen, as the caller sets it. */
  #rows = new Float64Array(1024).fill(EMPTY);
  #count = 0;
  #bytes = Buffer.alloc(256);

  /** The row that stands for the key of a row, or undefined, in which case it becomes `rowId`. */
  find(columns: readonly ColumnData[], row: number, rowId: number): number | undefined {
    const at = this.#slotOf(this.#hash(columns, row));
    const found = this.#rows[at]!;
    if (found !== EMPTY) return found;
    this.#rows[at] = rowId;
    this.#count += 1;
    if (this.#count * 2 > this.#rows.length) this.#grow();
    return undefined;
  }

  /** Makes a row stand for its key. */
  replace(columns: readonly ColumnData[], row: number, rowId: number): void {
    this.#rows[this.#slotOf(this.#hash(columns, row))] = rowId;
  }

  #slotOf(key: Uint32Array): number {
    const mask = this.#rows.length - 1;
    let at = key[0]! & mask;
    while (this.#rows[at] !== EMPTY && !this.#isKey(at, key)) at = (at + 1) & mask;
    this.#words.set(key, 4 * at);
    return at;
  }

  #isKey(at: number, key: Uint32Array): boolean {
    for (let k = 0; k < 4; k++) if (this.#words[4 * at + k] !== key[k]) return false;
    return true;
  }

  #grow(): void {
    const [words, rows] = [this.#words, this.#rows];
    this.#words = new Uint32Array(words.length * 2);
    this.#rows = new Float64Array(rows.length * 2).fill(EMPTY);
    for (const [at, row] of rows.entries()) {
      if (row === EMPTY) continue;
      this.#rows[this.#slotOf(words.subarray(4 * at, 4 * at + 4))] = row;
    }
  }

  #hash(columns: readonly ColumnData[], row: number): Uint32Array {
    let length = 0;
    for (const column of columns) length = this.#append(column, row, length);
    const digest = createHash('md5').update(this.#bytes.subarray(0, length)).digest();
    return Uint32Array.from({ length: 4 }, (_, k) => digest.readUInt32LE(4 * k));
  }

  /** A length or a mark in front of each value: `ab` beside `c` is not `a` beside `bc`. */
  #append(column: ColumnData, row: number, at: number): number {
    const { type, values, offsets } = column;
    if (!isPresent(column, row)) return this.#int(MISSING, at);
    if (type === 'utf8') {
      const [start, end] = [offsets![row]!, offsets![row + 1]!];
      const after = this.#int(end - start, at);
      this.#reserve(after + end - start);
      this.#bytes.set((values as Uint8Array).subarray(start, end), after);
      return after + end - start;
    }
    this.#reserve(at + 8);
    if (type === 'boolean') return this.#int(((values[row >> 3] as number) >> (row & 7)) & 1, at);
    if (typeof values[row] === 'bigint')
      return this.#bytes.writeBigInt64LE(BigInt.asIntN(64, values[row] as bigint), at);
    return this.#bytes.writeDoubleLE((values[row] as number) + 0, at);
  }

  #int(value: number, at: number): number {
    this.#reserve(at + 4);
    return this.#bytes.writeInt32LE(value, at);
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

const MISSING = -1;

function isPresent(column: ColumnData, row: number): boolean {
  if (!isValid(column, row)) return false;
  return (column.type !== 'float64' && column.type !== 'float32') || !Number.isNaN(column.values[row]);
}
