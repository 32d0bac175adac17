import type { ColumnData } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { Column } from '../engine/column.ts';
import { throwIfAborted } from '../engine/job.ts';
import { TableProfile } from '../engine/table-profile.ts';
import { associationResult } from './association-result.ts';
import { changeResult } from './change-result.ts';
import { type ColumnResult, columnResult } from './column-result.ts';
import { crossingOf, leakageOf } from './leakage.ts';
import { missingResult } from './missing-result.ts';
import { QUANTILE_SHARES } from './number-profile.ts';
import type { LeakageFinding, ProfileResult, ProfileWarning, TargetProfile } from './profile-result.ts';
import { targetByFeature, targetRules } from './target-result.ts';
import { changeWarnings, columnWarnings, leakageWarnings, rowWarnings, targetWarnings } from './warnings.ts';

/** A numeric target with more values than this is a quantity, not a class. */
const MOST_NUMERIC_CLASSES = 20;
const MOST_CLASSES = 1000;
/** Values that are listed of a column: texts are looked at for what else they may be. */
const LISTED_TEXTS = 10_000;
const LISTED_VALUES = 1001;
/** What a random split is thought to hold out. */
const HELD_OUT = 0.2;

/** What a profile reads of a batch. */
export interface ProfileBatch {
  readonly length: number;
  /** The id of each row. Default: rows are numbered as they come. */
  readonly rowIds?: Float64Array | undefined;
  readonly columns: ReadonlyMap<string, { readonly data: ColumnData } | Column>;
}

export interface ProfileOptions {
  /** The column to be predicted. */
  readonly target?: string | undefined;
  /**
   * What is looked for: `columns`, each by itself; `leakage`, that and what tells the target; `all` (default), that,
   * repeated rows, associations and changes over time too.
   */
  readonly detail?: 'columns' | 'leakage' | 'all' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Threads of the engine. Changes the time, never the result. */
  readonly threads?: number | undefined;
}

/**
 * Looks at every row once, in memory that does not grow with the rows: at most about 550 MiB, shared out among the
 * columns. Counts of different values and frequent ones are exact up to 131,072 of them a column (fewer with more than
 * 64 columns, 1,024 at least), and so are quantiles, outliers and histograms. Beyond, different values are estimated by
 * HyperLogLog (standard error 0.8 %), frequent ones counted by Misra–Gries (`topError`), and quantiles taken from a
 * sample of 100,000 rows, chosen by the hashes of row ids (standard error of a quantile's rank 0.16 %).
 * Associations, changes and what tells the target come from that sample too. What is exact, sampled or estimated by
 * HyperLogLog depends neither on the order of rows that keep their ids nor on batches; means and higher moments agree to
 * 1e-12. Batches are read, not released.
 *
 * @throws MillraceError COLUMN_MISSING when the target or a column of the schema is not there; ABORTED.
 */
export async function profileSource(
  batches: AsyncIterable<ProfileBatch>,
  schema: Schema,
  options: ProfileOptions = {},
): Promise<ProfileResult> {
  const { target, detail = 'all' } = options;
  if (target !== undefined) schema.field(target);
  const { fields } = schema;
  const targetAt = target === undefined ? undefined : fields.findIndex(({ name }) => name === target);
  const countRepeated = detail === 'all';
  const table = new TableProfile({ types: fields.map(({ type }) => type), target: targetAt, countRepeated });
  try {
    let rowCount = 0;
    for await (const batch of batches) {
      const rowIds = batch.rowIds ?? Float64Array.from({ length: batch.length }, (_, row) => rowCount + row);
      await table.add(rowIds, columnsOf(batch, schema), options);
      rowCount += batch.length;
      throwIfAborted(options.signal);
    }
    return await finish(table, schema, options);
  } finally {
    table.release();
  }
}

async function finish(table: TableProfile, schema: Schema, options: ProfileOptions): Promise<ProfileResult> {
  const { target, detail = 'all' } = options;
  const { fields } = schema;
  const most = fields.map(({ type }) => (type === 'utf8' ? LISTED_TEXTS : LISTED_VALUES));
  const { rows, columns: found } = await table.finish(QUANTILE_SHARES, most, HELD_OUT, options);
  const { rowCount } = rows;
  const results = fields.map((field, i) => columnResult(field, found[i]!, rowCount));
  const columns = results.map(({ profile }) => profile);
  const targetProfile = target === undefined ? undefined : profileTarget(results[schema.names.indexOf(target)]!);
  const rules =
    targetProfile === undefined || detail === 'columns' || rowCount === 0
      ? undefined
      : await targetRules(table, fields, targetProfile, options);
  const isAll = detail === 'all';
  const [isExact, , repeated, standardError, crossing] = rows.repeated as unknown as number[];
  const duplicateRows = isAll
    ? { count: Math.round(repeated!), exact: isExact === 1, ...(isExact === 1 ? {} : { standardError }) }
    : undefined;
  const leakage: LeakageFinding[] = [
    ...(rules === undefined ? [] : leakageOf(rules, fields, targetProfile!)),
    ...(targetProfile === undefined || !isAll ? [] : crossingOf(crossing!, rowCount, HELD_OUT, columns)),
  ];
  const associations = isAll ? await associationResult(table, fields, columns, options) : undefined;
  const changes = isAll ? await changeResult(table, fields, found, options) : undefined;
  const warnings: ProfileWarning[] = [
    ...(targetProfile === undefined ? [] : targetWarnings(targetProfile)),
    ...leakageWarnings(leakage, target ?? ''),
    ...(duplicateRows === undefined ? [] : rowWarnings(duplicateRows, rowCount)),
    ...results.flatMap(({ profile, values }) => {
      const warned = columnWarnings(profile, values);
      // A constant target is told as such.
      return profile.name === target ? warned.filter(({ code }) => code !== 'CONSTANT') : warned;
    }),
    ...changeWarnings(changes),
  ];
  return {
    rowCount,
    ...(duplicateRows === undefined ? {} : { duplicateRows }),
    columns,
    ...(targetProfile === undefined ? {} : { target: targetProfile }),
    warnings,
    quantileRowCount: rows.sampledRows,
    missing: missingResult(schema.names, rows),
    ...(associations === undefined ? {} : { associations }),
    ...(rules === undefined ? {} : { targetByFeature: targetByFeature(rules, fields, found, target!) }),
    ...(targetProfile === undefined ? {} : { leakage }),
    ...(changes === undefined ? {} : { changes }),
  };
}

function columnsOf(batch: ProfileBatch, schema: Schema): Column[] {
  return schema.fields.map(({ name }) => {
    const column = batch.columns.get(name);
    if (column === undefined) {
      throw new MillraceError('COLUMN_MISSING', `a batch has no column '${name}'`, { column: name });
    }
    return column instanceof Column ? column : Column.fromData(column.data);
  });
}

function profileTarget({ profile, values, allValues }: ColumnResult): TargetProfile {
  const { name, missingCount, role } = profile;
  const few = role === 'numeric' ? MOST_NUMERIC_CLASSES : MOST_CLASSES;
  if (!allValues || values.length === 0 || values.length > few) return { name, missingCount };
  const total = values.reduce((sum, { count }) => sum + count, 0);
  const classes = values.map(({ value, count }) => ({ class: String(value), rowCount: count, share: count / total }));
  return { name, missingCount, classes };
}
