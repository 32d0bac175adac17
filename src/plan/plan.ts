import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import type { Expression } from '../expression/index.ts';
import type { FitOptions } from '../pipeline/fit-options.ts';
import { ancestorsOf } from '../pipeline/training-columns.ts';
import type { Source } from '../source/source.ts';
import type { SplitSummary } from '../source/split.ts';
import { type Assembly, assemble } from './assembly.ts';
import { deriveCalendar } from './calendar.ts';
import { type ColumnUse, columnUses } from './column-uses.ts';
import { type FeatureUse, useOf } from './feature-uses.ts';
import { decidesClass, decidesNumber } from './leakage.ts';
import type { PlanReason } from './plan-reason.ts';
import { findProblem, type Problem } from './problem.ts';
import { profileColumns } from './profile-columns.ts';
import { sampleValues } from './sample.ts';
import { chooseSplit, splitOptions } from './split-choice.ts';
import { findTarget } from './target.ts';
import { fewRowsWarnings, profileWarnings, unsharedClasses } from './warnings.ts';

/** What is under way: `rows` of `total` in a stage. */
export type PlanProgress = { readonly stage: string; readonly rows: number; readonly total: number | undefined };

export interface PlanOptions extends RunOptions {
  /** A column, or an expression: `delay > 15`. */
  readonly target: string | Expression;
  /** Default: by the target's type and its number of different values. */
  readonly task?: 'classification' | 'regression' | undefined;
  /** Of two classes. Default: one named like 'true' or 'yes', else the rarer one. */
  readonly positive?: string | undefined;
  readonly weight?: string | undefined;
  readonly group?: string | undefined;
  /** The column that dates rows; `false` for none. Default: the only time column there is. */
  readonly time?: string | false | undefined;
  /** The columns to learn from. Default: all that are known before the target is. */
  readonly features?: readonly string[] | undefined;
  /** Columns to leave out. */
  readonly drop?: readonly string[] | undefined;
  /** The share of rows to hold out, other rows to test on, or 'none'. Default 0.2. */
  readonly test?: number | Source | 'none' | undefined;
  /** Of the split. Default 0. */
  readonly seed?: number | undefined;
  readonly onProgress?: ((progress: PlanProgress) => void) | undefined;
}

/** What `train` decided by itself, ready to be fitted. */
export interface TrainingPlan extends Problem, Pick<Assembly, 'pipeline' | 'steps'> {
  /** Every row that has a target, with all derived columns. */
  readonly source: Source;
  readonly train: Source;
  readonly test: Source | undefined;
  readonly target: string;
  readonly fitOptions: FitOptions;
  /** Rows read, with and without a target. */
  readonly rows: number;
  readonly targetMissingRows: number;
  readonly trainRows: number;
  /** How rows were held out, in words. */
  readonly split: {
    readonly kind: string;
    /** The column that rows were held out by, if it was by time. */
    readonly time: string | undefined;
    readonly summary: SplitSummary | undefined;
  };
  readonly columns: readonly ColumnUse[];
  /** Decisions in the order they were made. */
  readonly reasons: readonly PlanReason[];
  readonly warnings: readonly string[];
}

/**
 * Decides how to learn a target from a source: the task, the hold-out, what each column is used for, the steps and the
 * learner. The target is looked at in all rows; everything else in training rows alone.
 *
 * @throws MillraceError COLUMN_MISSING, EXPRESSION_INVALID, OPTION_INVALID, TARGET_CONSTANT, TARGET_MISSING,
 *   TARGET_INVALID, ROWS_TOO_FEW, ABORTED
 */
export async function planTraining(given: Source, options: PlanOptions): Promise<TrainingPlan> {
  const { weight, group, signal, onProgress, drop = [] } = options;
  const targeted = findTarget(given, options.target);
  const { name: target } = targeted;
  const { schema } = targeted.source;
  const time = typeof options.time === 'string' ? options.time : undefined;
  for (const name of [weight, group, time, ...drop, ...(options.features ?? [])]) {
    if (name !== undefined) schema.field(name);
  }
  const times = schema.fields.filter((field) => isTime(field) && field.name !== target && !drop.includes(field.name));
  const seen = await profileColumns(targeted.source, [target, ...times.map((field) => field.name)], {
    target,
    signal,
    onRows: (rows) => onProgress?.({ stage: 'target', rows, total: given.rowCount }),
  });
  const rows = seen.rowCount;
  const targetMissingRows = seen.target!.missingCount;
  const problem = findProblem(schema.field(target), seen.target!, rows, options);
  const reasons: PlanReason[] = [problemReason(problem, target)];
  const kept =
    targetMissingRows === 0
      ? targeted.source
      : targeted.source.filter((columns) => columns.column(target).isMissing().not());
  if (targetMissingRows > 0) {
    reasons.push({
      step: `Leave out ${targetMissingRows} rows without a target`,
      columns: [target],
      reason: 'they can neither train nor test',
    });
  }

  const own = new Set([target, weight, group]);
  const computedFrom = ancestorsOf([target], kept.derived);
  const isCandidate = ({ name }: Field) =>
    !own.has(name) &&
    !computedFrom.has(name) &&
    !drop.includes(name) &&
    (options.features === undefined || options.features.includes(name) || name === time);
  const refused = options.features?.find((name) => computedFrom.has(name));
  if (refused !== undefined) {
    throw new MillraceError('OPTION_INVALID', `feature '${refused}' is, or is computed from, what the target is`, {
      column: refused,
      remedy: 'leave it out: it would tell the answer',
    });
  }
  const candidates = schema.fields.filter(isCandidate);
  const isDated = ({ name }: Field) => seen.columns.some((column) => column.name === name && column.missingCount === 0);
  const choice = chooseSplit(problem.task, target, times.filter(isDated), options);
  const partsOf = candidates.filter((field) => isTime(field) && field.role === 'datetime');
  const calendar = deriveCalendar(kept, partsOf, choice.method !== 'time');
  const { source } = calendar;

  const share = options.test ?? 0.2;
  const split =
    typeof share === 'number'
      ? await source.split({ ...splitOptions(choice, share, target, options.seed ?? 0), signal })
      : undefined;
  const train = split?.train ?? source;
  const test = split?.test ?? (typeof share === 'object' ? share : undefined);
  const held = heldOut(share, choice);
  reasons.push({ step: held.step, columns: choice.column ? [choice.column] : [], reason: held.reason });

  const features = candidates
    .flatMap((field) => calendar.parts.get(field.name)?.map((name) => source.schema.field(name)) ?? [field])
    .map((field) => (calendarPart(field, calendar.parts) ? { ...field, role: 'categorical' as const } : field));
  const profile = await profileColumns(train, [...features.map((field) => field.name)], {
    signal,
    onRows: (done) => onProgress?.({ stage: 'columns', rows: done, total: train.rowCount }),
  });
  const trainRows = profile.rowCount;
  const uses = features.map((field, i) => useOf(field, profile.columns[i]!, trainRows));
  const { groups, leftOut } = sortUses(uses);
  const used = [...groups.numbers, ...groups.categories, ...groups.texts];
  if (used.length === 0) throw nothingToLearnFrom(target, leftOut);
  const assembly = assemble(groups, problem.task);
  reasons.push(...leftOutReasons(leftOut, calendar.parts), ...assembly.reasons);

  const leaks = await leakingColumns(train, target, problem, [...groups.numbers, ...groups.categories], signal);
  return {
    ...problem,
    pipeline: assembly.pipeline,
    steps: assembly.steps,
    source,
    train,
    test,
    target,
    fitOptions: { target, positive: problem.positive, weight, features: used },
    rows,
    targetMissingRows,
    trainRows,
    split: {
      kind: held.kind,
      time: choice.method === 'time' && split !== undefined ? choice.column : undefined,
      summary: split?.summary,
    },
    columns: columnUses(schema, { target, weight, group, computedFrom, uses, parts: calendar.parts, drop }),
    reasons,
    warnings: [
      ...leaks.map((name) => `'${name}' alone tells '${target}' in the training rows: will it be known in time?`),
      ...profileWarnings(seen, profile, leftOut),
      ...unsharedClasses(split?.summary),
      ...fewRowsWarnings(trainRows),
    ],
  };
}

function isTime({ type }: Field): boolean {
  return type === 'date32' || type === 'timestamp_us';
}

function calendarPart({ name }: Field, parts: ReadonlyMap<string, readonly string[]>): boolean {
  return [...parts.values()].some((made) => made.includes(name));
}

function problemReason({ task, taskReason, positive, positiveReason, balance }: Problem, target: string): PlanReason {
  if (task === 'regression') return { step: `Learn the number '${target}'`, columns: [target], reason: taskReason };
  if (task === 'multiclass') {
    return { step: `Learn which of ${balance!.length} classes`, columns: [target], reason: taskReason };
  }
  const reason = `${taskReason}; '${positive}' is the positive class: ${positiveReason}`;
  return { step: `Learn which of two classes, positive '${positive}'`, columns: [target], reason };
}

function heldOut(test: NonNullable<PlanOptions['test']>, { kind, reason }: ReturnType<typeof chooseSplit>) {
  if (test === 'none') {
    return { kind: 'none', step: 'Hold out nothing', reason: 'it was asked for: the model can not be measured' };
  }
  if (typeof test === 'object') {
    return { kind: `a file of its own (${test.name})`, step: `Test on ${test.name}`, reason: 'it was asked for' };
  }
  const percent = Math.round(test * 1000) / 10;
  return { kind: `${percent} % ${kind}`, step: `Hold out ${percent} % for the test: ${kind}`, reason };
}

type LeftOut = Extract<FeatureUse, { kind: 'leftOut' }>;

function sortUses(uses: readonly FeatureUse[]) {
  const of = (kind: FeatureUse['kind']) => uses.filter((use) => use.kind === kind).map((use) => use.column);
  const leftOut = uses.filter((use): use is LeftOut => use.kind === 'leftOut');
  return { groups: { numbers: of('number'), categories: of('category'), texts: of('text') }, leftOut };
}

function leftOutReasons(leftOut: readonly LeftOut[], parts: ReadonlyMap<string, readonly string[]>): PlanReason[] {
  const made = new Set([...parts.values()].flat());
  return leftOut
    .filter(({ column }) => !made.has(column))
    .map(({ column, reason }) => ({ step: `Leave out '${column}'`, columns: [column], reason }));
}

async function leakingColumns(
  train: Source,
  target: string,
  { task }: Problem,
  columns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const sample = await sampleValues(train, [target, ...columns], signal);
  const decides = task === 'regression' ? decidesNumber : decidesClass;
  return columns.filter((name) => decides(sample.get(name)!, sample.get(target)!));
}

function nothingToLearnFrom(target: string, leftOut: readonly LeftOut[]): MillraceError {
  const reasons = leftOut.slice(0, 3).map(({ column, reason }) => `'${column}': ${reason}`);
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return new MillraceError('COLUMN_MISSING', `there is no column to learn '${target}' from${why}`, {
    column: target,
    remedy: 'add columns that are known before the target is, or state roles',
  });
}
