import { isValid } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Column } from '../engine/column.ts';
import { SplitRows, type SplitSides } from '../engine/split-rows.ts';
import { releaseBatch } from './batch.ts';
import { splitByCondition } from './condition-split.ts';
import type { BatchReader } from './reader.ts';
import { valueAt } from './row-values.ts';
import { sideReader } from './side-reader.ts';
import type { Source } from './source.ts';
import { planSplit, type SplitOptions, type SplitPlan } from './split-options.ts';
import { type SplitSummary, summarise } from './split-summary.ts';

export type { SplitOptions } from './split-options.ts';
export type { SplitClass, SplitRowCounts, SplitSummary } from './split-summary.ts';

/** The sides of a split: sources of known row counts whose rows keep their ids. */
export interface Split {
  readonly train: Source;
  readonly valid: Source | undefined;
  readonly test: Source;
  /** What was done, as data for reports. */
  readonly summary: SplitSummary;
}

export interface SplitWithValid extends Split {
  readonly valid: Source;
}

/** The sides as readers. */
export interface SplitReaders {
  readonly train: BatchReader;
  readonly valid: BatchReader | undefined;
  readonly test: BatchReader;
  readonly summary: SplitSummary;
}

type SharePlan = Exclude<SplitPlan, { kind: 'condition' }>;

/**
 * Sides by row id and seed alone, whatever the batches. One pass over the columns that decide. While it runs it holds up
 * to 40 bytes a row in the engine; one byte for each row id stays as long as a side is used.
 *
 * @param derived the columns that were computed, which say nothing about what rows are equal
 * @throws MillraceError ROWS_TOO_FEW when a side would be empty; VALUE_MISSING for a row without group or time;
 *   OPTION_INVALID, OPTION_UNKNOWN, COLUMN_MISSING, COLUMN_TYPE, EXPRESSION_INVALID; ABORTED
 */
export async function splitReader(
  source: BatchReader,
  derived: ReadonlySet<string>,
  options: SplitOptions,
): Promise<SplitReaders> {
  const plan = planSplit(options, source.schema);
  if (source.idsAscend === false) {
    throw new MillraceError(
      'OPTION_INVALID',
      `'${source.name}' can't be split after its rows were shuffled or repeated`,
      {
        remedy: 'split first, then shuffle, repeat or join the sides: a split is random by itself',
      },
    );
  }
  const { signal } = options;
  const { sides, classes } =
    plan.kind === 'condition'
      ? await splitByCondition(source, plan.condition, signal)
      : await splitByShares(source, derived, plan, signal);
  const summary = summarise(plan, sides, classes);
  const { train, valid, test } = summary.rows;
  if (train === 0 || test === 0 || valid === 0) throw emptySide(source, plan, summary);
  const side = (name: 'train' | 'valid' | 'test', rowCount: number) =>
    sideReader(source, sides.byRowId, name, rowCount);
  return {
    train: side('train', train),
    valid: valid === undefined ? undefined : side('valid', valid),
    test: side('test', test),
    summary,
  };
}

async function splitByShares(
  source: BatchReader,
  derived: ReadonlySet<string>,
  plan: SharePlan,
  signal: AbortSignal | undefined,
) {
  const rows = new SplitRows();
  const classes: string[] = [];
  const { unit, stratify, time } = columnsThatDecide(source, derived, plan);
  const named = [...unit, ...[stratify, time].filter((name) => name !== undefined)];
  const columns = named.length > 0 ? [...new Set(named)] : source.schema.names.slice(0, 1);
  const present = plan.kind === 'group' || plan.kind === 'time' ? plan.column : undefined;
  try {
    for await (const batch of source.scan({ columns, signal })) {
      const column = (name: string | undefined) => (name === undefined ? undefined : batch.columns.get(name)!);
      if (present !== undefined) expectPresent(present, batch.columns.get(present)!, batch.rowIds, plan.kind);
      const found = await rows.add(
        {
          rowIds: batch.rowIds,
          unit: unit.map((name) => batch.columns.get(name)!),
          classes: column(stratify),
          time: column(time),
        },
        { signal },
      );
      for (const row of found) classes.push(textOf(column(stratify)!, row));
      releaseBatch(batch);
    }
    const shares = { test: plan.test, valid: plan.valid ?? 0 };
    const sides: SplitSides = await (plan.kind === 'time'
      ? rows.byTime(shares, { signal })
      : rows.draw(shares, plan.randomState, { signal }));
    return { sides, classes };
  } finally {
    rows.release();
  }
}

function columnsThatDecide(source: BatchReader, derived: ReadonlySet<string>, plan: SharePlan) {
  const { kind, column } = plan;
  if (kind === 'time') return { unit: [], stratify: undefined, time: column };
  if (kind === 'group') return { unit: [column!], stratify: undefined, time: undefined };
  const content = source.schema.fields.filter(
    ({ name, role }) => name !== column && role !== 'identifier' && !derived.has(name),
  );
  const unit = plan.keepTogether === 'content' ? content.map(({ name }) => name) : [];
  return { unit, stratify: column, time: undefined };
}

function expectPresent(name: string, column: Column, rowIds: Float64Array, kind: string): void {
  const isFloat = column.type === 'float32' || column.type === 'float64';
  if (column.nullCount === 0 && !isFloat) return;
  const { data } = column;
  for (let row = 0; row < rowIds.length; row++) {
    if (isValid(data, row) && !(isFloat && Number.isNaN(data.values[row]))) continue;
    throw new MillraceError('VALUE_MISSING', `row ${rowIds[row]} has no '${name}' to split by ${kind} with`, {
      column: name,
      row: rowIds[row]!,
      remedy: `filter such rows out, or derive a '${name}' with a value in each`,
    });
  }
}

function textOf(column: Column, row: number): string {
  const value = valueAt(column.data, row);
  if (value === null) return '(missing)';
  return value instanceof Date ? value.toISOString() : String(value);
}

function emptySide(source: BatchReader, plan: SplitPlan, { rows, rowCount }: SplitSummary): MillraceError {
  const side = rows.train === 0 ? 'train' : rows.test === 0 ? 'test' : 'valid';
  const repeats = "choose a larger share, or set keepTogether to 'none' if rows repeat each other";
  const remedies: Readonly<Record<SplitPlan['kind'], string>> = {
    random: repeats,
    stratified: repeats,
    group: 'choose a larger share, or a column of more groups',
    time: 'choose a larger share, or a column of finer times',
    condition: 'give a condition that is true for some rows and not for all',
  };
  return new MillraceError('ROWS_TOO_FEW', `'${source.name}' has ${rowCount} rows: the ${side} side would be empty`, {
    value: rowCount,
    remedy: remedies[plan.kind],
  });
}
