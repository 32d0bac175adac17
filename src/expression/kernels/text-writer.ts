import { MillraceError } from '../../core/errors.ts';
import type { TextVector } from '../vector.ts';

const MAX_BYTES = 2 ** 31 - 1;

/** Grows a text vector row by row: append to a row as often as needed, then `endRow`. */
export class TextWriter {
  #bytes: Uint8Array;
  #length = 0;
  #row = 0;
  #missing: Uint8Array | undefined;
  readonly #offsets: Int32Array;

  constructor(rowCount: number) {
    this.#offsets = new Int32Array(rowCount + 1);
    this.#bytes = new Uint8Array(Math.max(16, rowCount * 8));
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    for (let k = start; k < end; k++) this.#bytes[this.#length++] = bytes[k]!;
  }

  appendByte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  appendString(text: string): void {
    this.#reserve(text.length * 3); // UTF-8 takes at most three bytes for a UTF-16 unit
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  endRow(): void {
    this.#offsets[++this.#row] = this.#length;
  }

  /** A whole row, copied. */
  appendRow(source: TextVector, row: number): void {
    const at = row * source.stride;
    this.append(source.bytes, source.offsets[at]!, source.offsets[at + 1]!);
    this.endRow();
  }

  /** A whole row without a value. */
  appendMissing(): void {
    this.#missing ??= new Uint8Array(this.#offsets.length - 1);
    this.#missing[this.#row] = 1;
    this.endRow();
  }

  finish(): TextVector {
    return {
      type: 'text',
      bytes: this.#bytes.subarray(0, this.#length),
      offsets: this.#offsets,
      missing: this.#missing,
      stride: 1,
      nonFinite: undefined,
    };
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    if (needed > MAX_BYTES) {
      throw new MillraceError('BATCH_TOO_LARGE', 'a derived text column of one batch holds more than 2 GiB', {
        remedy: 'read in smaller batches',
      });
    }
    const grown = new Uint8Array(Math.min(MAX_BYTES, Math.max(needed, this.#bytes.length * 2)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

const encoder = new TextEncoder();
