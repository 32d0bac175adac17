import type { ColumnData, ColumnType } from '../../../src/core/column.ts';
import { Column } from '../../../src/engine/column.ts';
import type { QueryField } from '../../../src/engine/query.ts';
import type { Batch } from '../../../src/source/batch.ts';

/** Rows of a batch that a generator makes at a time. */
const BATCH_ROWS = 65_536;

/** Rows that are made: row r depends on the seed and r alone, so fewer rows are the first of more. */
export interface Generator {
  readonly name: string;
  readonly summary: string;
  /** The column to learn. */
  readonly target: string;
  /** The features and the target, in order. */
  readonly fields: readonly QueryField[];
  /** Columns of the rows from `begin` up to `end`, in the order of `fields`. */
  rows(begin: number, end: number, seed: number): readonly ColumnData[];
}

/** The rows from `begin` up to `end` as batches, to write or to read. */
export function* madeBatches(
  generator: Generator,
  begin: number,
  end: number,
  seed: number,
): globalThis.Generator<Batch, void, undefined> {
  for (let from = begin; from < end; from += BATCH_ROWS) {
    const to = Math.min(end, from + BATCH_ROWS);
    const columns = generator.rows(from, to, seed);
    yield {
      length: to - from,
      rowIds: Float64Array.from({ length: to - from }, (_, i) => from + i),
      columns: new Map(generator.fields.map(({ name }, i) => [name, Column.fromData(columns[i]!)])),
    };
  }
}

/** A column without missing values, but where NaN stands for one in `float32`. */
export function numberColumn(values: Float32Array | Uint8Array): ColumnData {
  const type: ColumnType = values instanceof Float32Array ? 'float32' : 'uint8';
  let nullCount = 0;
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row]!)) nullCount += 1;
    else validity[row >> 3]! |= 1 << (row & 7);
  }
  return {
    type,
    length: values.length,
    nullCount,
    validity: nullCount === 0 ? undefined : validity,
    offsets: undefined,
    values,
  };
}

/** A text column of `names[codes[row]]`; a code below 0 is missing. */
export function categoryColumn(codes: Int32Array, names: readonly Uint8Array[]): ColumnData<'utf8'> {
  const offsets = new Int32Array(codes.length + 1);
  const validity = new Uint8Array(Math.ceil(codes.length / 8));
  let nullCount = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    offsets[row + 1] = offsets[row]! + (code < 0 ? 0 : names[code]!.length);
    if (code < 0) nullCount += 1;
    else validity[row >> 3]! |= 1 << (row & 7);
  }
  const values = new Uint8Array(offsets[codes.length]!);
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) values.set(names[codes[row]!]!, offsets[row]!);
  return {
    type: 'utf8',
    length: codes.length,
    nullCount,
    validity: nullCount === 0 ? undefined : validity,
    offsets,
    values,
  };
}

/** Text as UTF-8, to make category columns of. */
export function encoded(names: readonly string[]): Uint8Array[] {
  const encoder = new TextEncoder();
  return names.map((name) => encoder.encode(name));
}

/** Uniform in (0, 1), from a 32-bit word. */
export function unit(word: number): number {
  return (word + 0.5) / 2 ** 32;
}

/** Two independent standard normals from two words, by Box and Muller: one at `out[at]`, one at `out[at + 1]`. */
export function normals(first: number, second: number, out: Float64Array, at: number): void {
  const radius = Math.sqrt(-2 * Math.log(unit(first)));
  const angle = 2 * Math.PI * unit(second);
  out[at] = radius * Math.cos(angle);
  out[at + 1] = radius * Math.sin(angle);
}

export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
