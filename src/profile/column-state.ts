import type { ColumnData } from '../core/column.ts';
import { isNumericType } from '../core/column.ts';
import type { Field } from '../core/schema.ts';
import { columnNumbers, timeText } from './column-numbers.ts';
import { Moments } from './moments.ts';
import type { ColumnFlag, ColumnProfile, NumberProfile, ValueCount } from './profile-result.ts';
import { quantilesOf } from './quantile.ts';
import { TextLengths } from './text-lengths.ts';
import { ValueCounts } from './value-counts.ts';

const TOP_VALUES = 10;
/** With fewer rows all values may differ by chance. */
const FEWEST_IDENTIFIED = 100;

/** What is known of one column while batches pass. */
export class ColumnState {
  readonly field: Field;
  readonly counts = new ValueCounts();
  readonly #lengths = new TextLengths();
  readonly #moments = new Moments();
  /** The column's finite and missing values on the sampled rows. */
  #sampled: number[] = [];

  constructor(field: Field) {
    this.field = field;
  }

  /**
   * numbers: scratch of at least the column's length. rows: those that joined the sample. keep: the positions of the
   * sample that stay, if it was thinned.
   */
  update(
    column: ColumnData,
    low: Uint32Array,
    high: Uint32Array,
    numbers: Float64Array,
    rows: readonly number[],
    keep: readonly number[] | undefined,
  ): void {
    this.counts.update(column, low, high);
    if (column.type === 'utf8') this.#lengths.update(column as ColumnData<'utf8'>);
    if (column.type === 'utf8' || column.type === 'boolean') return;
    columnNumbers(column, numbers);
    this.#moments.update(numbers, column.length);
    if (!isNumericType(column.type)) return;
    for (const row of rows) this.#sampled.push(numbers[row]!);
    if (keep !== undefined) this.#sampled = keep.map((position) => this.#sampled[position]!);
  }

  finish(rowCount: number, values: readonly ValueCount[] | undefined): ColumnProfile {
    const { name, type, role } = this.field;
    const { missingCount } = this.counts;
    const top = values?.slice(0, TOP_VALUES);
    const isTime = type === 'date32' || type === 'timestamp_us';
    const moments = this.#moments;
    return {
      name,
      type,
      role,
      missingCount,
      missingShare: rowCount === 0 ? 0 : missingCount / rowCount,
      distinct: this.counts.distinct(),
      ...(isNumericType(type) && moments.count > 0 ? { numbers: this.#numbers() } : {}),
      ...(isTime && moments.count > 0
        ? { times: { first: timeText(type, moments.min), last: timeText(type, moments.max) } }
        : {}),
      ...(type === 'utf8' ? { lengths: this.#lengths.finish() } : {}),
      ...(top === undefined ? {} : { top }),
      flags: this.#flags(rowCount),
    };
  }

  #numbers(): NumberProfile {
    const { min, max, mean, standardDeviation, zeroCount, negativeCount, infiniteCount } = this.#moments;
    const finite = Float64Array.from(this.#sampled.filter((value) => Number.isFinite(value)));
    // A sample may miss the few rows that hold a value at all.
    const quantiles = quantilesOf(finite.length > 0 ? finite : Float64Array.of(mean));
    return { min, max, mean, standardDeviation, zeroCount, negativeCount, infiniteCount, quantiles };
  }

  #flags(rowCount: number): ColumnFlag[] {
    const { type, role } = this.field;
    const { missingCount } = this.counts;
    const { count: distinct, exact } = this.counts.distinct();
    const present = rowCount - missingCount;
    const flags: ColumnFlag[] = [];
    if (rowCount > 0 && present === 0) flags.push('allMissing');
    else if (missingCount > rowCount / 2) flags.push('mostlyMissing');
    if (present > 0 && distinct === 1) flags.push('constant');
    const measured = type === 'float32' || type === 'float64' || role === 'text' || role === 'datetime';
    const allDiffer = exact ? distinct === present : Math.abs(distinct / present - 1) < 0.02;
    if (!measured && present >= FEWEST_IDENTIFIED && allDiffer) flags.push('identifier');
    if (this.#moments.infiniteCount > 0) flags.push('infinite');
    return flags;
  }
}
