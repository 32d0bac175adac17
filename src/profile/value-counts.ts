import { type ColumnData, isValid } from '../core/column.ts';
import { timeText } from './column-numbers.ts';
import { DistinctSample } from './distinct-sample.ts';
import type { Count, ValueCount } from './profile-result.ts';

/** Above this many different values none is listed: their texts would take unbounded memory. */
const MOST_LISTED = 10_000;

const decoder = new TextDecoder();

/** How many different values a column has, and which, as long as they are few. */
export class ValueCounts {
  readonly #sample = new DistinctSample();
  /** The value of each entry of the sample. */
  #values: ValueCount['value'][] | undefined = [];
  missingCount = 0;

  /** low, high: the hashes of the column's values. */
  update(column: ColumnData, low: Uint32Array, high: Uint32Array): void {
    const float = column.type === 'float32' || column.type === 'float64';
    for (let row = 0; row < column.length; row++) {
      if (!isValid(column, row) || (float && Number.isNaN(column.values[row]))) {
        this.missingCount++;
        continue;
      }
      const entry = this.#sample.add(low[row]!, high[row]!);
      if (this.#values === undefined || entry !== this.#values.length) continue;
      if (entry < MOST_LISTED) this.#values.push(valueAt(column, row));
      else this.#values = undefined;
    }
  }

  distinct(): Count {
    return this.#sample.distinct();
  }

  /** All values by falling count, equal counts by value; undefined if there are more than 10,000. */
  finish(): readonly ValueCount[] | undefined {
    return this.#values
      ?.map((value, entry) => ({ value, count: this.#sample.countOf(entry) }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }
}

function valueAt(column: ColumnData, row: number): ValueCount['value'] {
  const { type, values, offsets } = column;
  if (type === 'utf8') return decoder.decode((values as Uint8Array).subarray(offsets![row]!, offsets![row + 1]!));
  if (type === 'boolean') return (((values as Uint8Array)[row >> 3]! >> (row & 7)) & 1) === 1;
  if (type === 'date32' || type === 'timestamp_us') return timeText(type, Number(values[row]));
  const value = values[row]!;
  // A whole number that float64 cannot hold keeps its digits.
  if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) return String(value);
  return Number(value) + 0;
}
