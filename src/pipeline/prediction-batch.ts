import type { RecordBatch } from 'apache-arrow';
import type { ColumnData } from '../core/column.ts';
import type { RowProblem } from '../engine/program.ts';
import { recordBatchOf } from '../source/arrow.ts';
import type { Batch } from '../source/batch.ts';

/** Predictions of a batch as columns: those kept from the input, `prediction`, probabilities, `error`. */
export function predictionBatch(
  batch: Batch,
  keep: readonly string[],
  predicted: ReadonlyMap<string, ColumnData>,
  problems: readonly RowProblem[],
): RecordBatch {
  const columns = new Map<string, ColumnData>(keep.map((name) => [name, batch.columns.get(name)!.data]));
  for (const [name, column] of predicted) columns.set(name, column);
  columns.set('error', errorColumn(batch.length, problems));
  return recordBatchOf(columns, batch.length);
}

/** Float64 values with nulls in the rows that have a problem. */
export function numberColumn(values: Float64Array, problems: readonly RowProblem[]): ColumnData {
  const { validity, nullCount } = validityWithout(values.length, problems);
  return { type: 'float64', length: values.length, nullCount, validity, offsets: undefined, values };
}

/** For each row one of a few texts, by index; null in the rows that have a problem. */
export function labelColumn(
  indices: Int32Array,
  labels: readonly string[],
  problems: readonly RowProblem[],
): ColumnData {
  const encoded = labels.map((label) => new TextEncoder().encode(label));
  const { validity, nullCount } = validityWithout(indices.length, problems);
  const bad = new Set(problems.map((problem) => problem.row));
  return textColumn(indices.length, validity, nullCount, (row) => (bad.has(row) ? undefined : encoded[indices[row]!]));
}

function errorColumn(length: number, problems: readonly RowProblem[]): ColumnData {
  const first = new Map<number, Uint8Array>();
  for (const { row, message } of problems) if (!first.has(row)) first.set(row, new TextEncoder().encode(message));
  const validity = new Uint8Array((length + 7) >> 3);
  for (const row of first.keys()) validity[row >> 3]! |= 1 << (row & 7);
  return textColumn(length, validity, length - first.size, (row) => first.get(row));
}

function textColumn(
  length: number,
  validity: Uint8Array | undefined,
  nullCount: number,
  textOf: (row: number) => Uint8Array | undefined,
): ColumnData {
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row < length; row++) offsets[row + 1] = offsets[row]! + (textOf(row)?.length ?? 0);
  const values = new Uint8Array(offsets[length]!);
  for (let row = 0; row < length; row++) {
    const text = textOf(row);
    if (text !== undefined) values.set(text, offsets[row]!);
  }
  return { type: 'utf8', length, nullCount, validity, offsets, values };
}

function validityWithout(length: number, problems: readonly RowProblem[]) {
  if (problems.length === 0) return { validity: undefined, nullCount: 0 };
  const validity = new Uint8Array((length + 7) >> 3).fill(0xff);
  const bad = new Set(problems.map((problem) => problem.row));
  for (const row of bad) validity[row >> 3]! &= ~(1 << (row & 7));
  return { validity, nullCount: bad.size };
}
