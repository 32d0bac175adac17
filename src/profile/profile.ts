import { setImmediate } from 'node:timers/promises';
import type { ColumnData } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { ColumnState } from './column-state.ts';
import { DistinctSample } from './distinct-sample.ts';
import { hashColumn, hashRows } from './hash.ts';
import type { ColumnProfile, ProfileResult, ProfileWarning, TargetProfile, ValueCount } from './profile-result.ts';
import { RowSample } from './row-sample.ts';
import { columnWarnings, rowWarnings, targetWarnings } from './warnings.ts';

/** Most duplicate candidates held: 16 bytes for each different row. */
const MOST_ROWS_HELD = 4_194_304;
/** A numeric target with more values than this is a quantity, not a class. */
const MOST_NUMERIC_CLASSES = 20;
const MOST_CLASSES = 1000;

/** What a profile reads of a batch. */
export interface ProfileBatch {
  readonly length: number;
  /** The id of each row. Default: rows are numbered as they come. */
  readonly rowIds?: Float64Array | undefined;
  readonly columns: ReadonlyMap<string, { readonly data: ColumnData }>;
}

export interface ProfileOptions {
  /** The column to be predicted. */
  readonly target?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at every row once, in memory that does not grow with the rows. Counts of different values are exact up to
 * 131,072, and estimates beyond; quantiles are exact up to 100,000 rows, and taken beyond from a sample chosen by the
 * hashes of row ids. Neither depends on the order of rows that keep their ids, nor on batches; means and deviations
 * agree to 1e-12. Batches are read, not released.
 *
 * @throws MillraceError COLUMN_MISSING when the target or a column of the schema is not there; ABORTED.
 */
export async function profileSource(
  batches: AsyncIterable<ProfileBatch>,
  schema: Schema,
  options: ProfileOptions = {},
): Promise<ProfileResult> {
  const { target, signal } = options;
  if (target !== undefined) schema.field(target);
  const states = schema.fields.map((field) => new ColumnState(field));
  const rowHashes = new DistinctSample(MOST_ROWS_HELD);
  const sample = new RowSample();
  let rowCount = 0;
  for await (const batch of batches) {
    updateStates(batch, rowCount, states, rowHashes, sample);
    rowCount += batch.length;
    // A turn of the event loop for others, the one who aborts among them.
    await setImmediate();
    if (signal?.aborted) throw new MillraceError('ABORTED', 'the profile was stopped', { cause: signal.reason });
  }
  const warnings: ProfileWarning[] = [];
  const columns: ColumnProfile[] = [];
  let targetProfile: TargetProfile | undefined;
  for (const state of states) {
    const values = state.counts.finish();
    const column = state.finish(rowCount, values);
    columns.push(column);
    const found = columnWarnings(column, values);
    if (column.name === target) targetProfile = profileTarget(column, values);
    // A constant target is told as such.
    warnings.push(...(column.name === target ? found.filter(({ code }) => code !== 'CONSTANT') : found));
  }
  const duplicateRows = schema.fields.length === 0 ? { count: 0, exact: true } : rowHashes.repeated();
  return {
    rowCount,
    duplicateRows,
    columns,
    ...(targetProfile === undefined ? {} : { target: targetProfile }),
    warnings: [
      ...(targetProfile === undefined ? [] : targetWarnings(targetProfile)),
      ...rowWarnings(duplicateRows, rowCount),
      ...warnings,
    ],
    quantileRowCount: sample.rowCount,
  };
}

function updateStates(
  batch: ProfileBatch,
  rowsBefore: number,
  states: readonly ColumnState[],
  rowHashes: DistinctSample,
  sample: RowSample,
): void {
  const { length, rowIds } = batch;
  const [low, high, rowLow, rowHigh] = [0, 1, 2, 3].map(() => new Uint32Array(length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const numbers = new Float64Array(length);
  const { rows, keep } = sample.take(length, (row) => rowIds?.[row] ?? rowsBefore + row);
  for (const state of states) {
    const { name } = state.field;
    const column = batch.columns.get(name);
    if (column === undefined) {
      throw new MillraceError('COLUMN_MISSING', `a batch has no column '${name}'`, { column: name });
    }
    const { data } = column;
    hashColumn(data, low, high);
    hashRows(rowLow, rowHigh, low, high, length);
    state.update(data, low, high, numbers, rows, keep);
  }
  for (let row = 0; row < length; row++) rowHashes.add(rowLow[row]!, rowHigh[row]!);
}

function profileTarget(column: ColumnProfile, values: readonly ValueCount[] | undefined): TargetProfile {
  const { name, missingCount, role } = column;
  const few = role === 'numeric' ? MOST_NUMERIC_CLASSES : MOST_CLASSES;
  if (values === undefined || values.length === 0 || values.length > few) return { name, missingCount };
  const total = values.reduce((sum, { count }) => sum + count, 0);
  const classes = values.map(({ value, count }) => ({ class: String(value), rowCount: count, share: count / total }));
  return { name, missingCount, classes };
}
