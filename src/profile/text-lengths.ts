import { type ColumnData, isValid } from '../core/column.ts';
import type { LengthProfile } from './profile-result.ts';

/** Lengths of the values of a `utf8` column, in code points. */
export class TextLengths {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #emptyCount = 0;

  update(column: ColumnData<'utf8'>): void {
    const { values, offsets } = column;
    for (let row = 0; row < column.length; row++) {
      if (!isValid(column, row)) continue;
      let length = 0;
      // Every byte but the continuations (10xxxxxx) begins a code point.
      for (let at = offsets![row]!; at < offsets![row + 1]!; at++) if ((values[at]! & 0xc0) !== 0x80) length++;
      this.#count++;
      this.#sum += length;
      if (length < this.#min) this.#min = length;
      if (length > this.#max) this.#max = length;
      if (length === 0) this.#emptyCount++;
    }
  }

  finish(): LengthProfile | undefined {
    if (this.#count === 0) return undefined;
    return { min: this.#min, max: this.#max, mean: this.#sum / this.#count, emptyCount: this.#emptyCount };
  }
}
