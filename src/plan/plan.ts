import { MillraceError } from '../core/errors.ts';
import type { RunOptions } from '../engine/job.ts';
import type { Expression } from '../expression/index.ts';
import type { LearningTask } from '../models/learner.ts';
import type { FitOptions } from '../pipeline/fit-options.ts';
import { leakageMessage } from '../profile/leakage.ts';
import type { Source } from '../source/source.ts';
import type { Assembly, StoppingChoice } from './assembly.ts';
import { deriveCalendar } from './calendar.ts';
import { candidatesOf, checkNames, isTime } from './candidates.ts';
import { planCleaning } from './cleaning.ts';
import { type ColumnUse, columnUses } from './column-uses.ts';
import { type FeatureUse, type LeftOut, useOf } from './feature-uses.ts';
import { type HeldOut, holdOut } from './hold-out.ts';
import { chooseLearner, type LearnerFamily } from './learner-choice.ts';
import { assembleLinear } from './linear-assembly.ts';
import type { PlanReason } from './plan-reason.ts';
import { planRows, repaired, withAnswer } from './planned-rows.ts';
import { findProblem, type Problem } from './problem.ts';
import { profileColumns } from './profile-columns.ts';
import { calendarReasons, leftOutReasons, missingTargetReasons, problemReason } from './reasons.ts';
import { chooseSplit } from './split-choice.ts';
import { type StoppingRows, stoppingRows } from './stopping-rows.ts';
import { findTarget } from './target.ts';
import { assembleTrees } from './tree-assembly.ts';
import { fewRowsWarnings, profileWarnings, repeatedRowsWarnings, unsharedClasses } from './warnings.ts';

/** What is under way: `rows` of `total` in a stage. */
export type PlanProgress = { readonly stage: string; readonly rows: number; readonly total: number | undefined };

export interface PlanOptions extends RunOptions {
  /** A column, or an expression: `delay > 15`. */
  readonly target: string | Expression;
  /** Default: by the target's type and its number of different values. `ranking` needs a group. */
  readonly task?: LearningTask | undefined;
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
  /** What learns. Default: boosted trees, and a linear learner where there is free text. */
  readonly learner?: LearnerFamily | undefined;
  /** Rounds of boosting, or trees of a forest. Default: by the rows, and of boosting as many as prove useful. */
  readonly maxIter?: number | undefined;
  /** Of the splits and of what the learner draws. Default 0. */
  readonly seed?: number | undefined;
  readonly onProgress?: ((progress: PlanProgress) => void) | undefined;
}

/** What `train` decided by itself, ready to be fitted. */
export interface TrainingPlan extends Problem, Pick<Assembly, 'pipeline' | 'steps'> {
  /** Every row that has a target, with all derived columns. */
  readonly source: Source;
  /** The rows to learn from, those held back to stop by too. */
  readonly train: Source;
  readonly test: Source | undefined;
  /** How many rounds are found; undefined where nothing is held back for it. `fitPlan` does what it says. */
  readonly stopping: StoppingPlan | undefined;
  readonly learner: LearnerFamily;
  /** The most rounds there are; undefined for learners that have none. */
  readonly rounds: number | undefined;
  readonly target: string;
  readonly fitOptions: FitOptions;
  /** Rows read, with and without a target. */
  readonly rows: number;
  readonly targetMissingRows: number;
  readonly trainRows: number;
  /** How rows were held out, in words. */
  readonly split: HeldOut['split'];
  readonly columns: readonly ColumnUse[];
  /** Decisions in the order they were made. */
  readonly reasons: readonly PlanReason[];
  readonly warnings: readonly string[];
}

/** Training rows dealt out: those learnt from, and those that tell when to stop. */
export interface StoppingPlan extends StoppingRows, Omit<StoppingChoice, 'share'> {}

/**
 * Decides how to learn a target from a source: the task, the hold-out, what each column is used for, the steps and the
 * learner. The target and the times are looked at in all rows; everything else in training rows alone.
 *
 * @throws MillraceError COLUMN_MISSING, EXPRESSION_INVALID, OPTION_INVALID, TARGET_CONSTANT, TARGET_MISSING,
 *   TARGET_INVALID, ROWS_TOO_FEW, ABORTED
 */
export async function planTraining(given: Source, options: PlanOptions): Promise<TrainingPlan> {
  const { weight, group, signal, drop = [] } = options;
  if (options.task === 'ranking' && group === undefined) {
    throw new MillraceError('OPTION_INVALID', 'ranking needs groups to rank within: name their column', {
      remedy: "as in group: 'query', or --group query",
    });
  }
  const { source: targeted, name: target } = findTarget(given, options.target);
  checkNames(targeted, options);
  const answers = await planCleaning(targeted, [targeted.schema.field(target)], { dates: false, signal });
  const readable = await repaired(answers.rowSteps, targeted, target);
  const { schema } = targeted;
  const { fields: candidates, computedFrom } = candidatesOf(targeted, target, options);
  const named = typeof options.time === 'string' ? [schema.field(options.time)] : [];
  const times = [...new Set([...candidates.filter(isTime), ...named])].filter(({ name }) => name !== target);

  const seen = await profileColumns(readable, [target, ...times.map(({ name }) => name)], {
    target,
    detail: 'columns',
    signal,
    onRows: (rows) => options.onProgress?.({ stage: 'target', rows, total: given.rowCount }),
  });
  const missing = seen.target!.missingCount;
  const problem = findProblem(readable.schema.field(target), seen.target!, seen.rowCount, options);
  const kept = missing === 0 ? targeted : withAnswer(targeted, target, readable);

  const dated = times.filter((_, i) => seen.columns[i + 1]!.missingCount === 0);
  const choice = chooseSplit(problem.task, target, dated, options);
  const partsOf = candidates.filter((field) => isTime(field) && field.role === 'datetime');
  const { source, parts, fields: derived } = deriveCalendar(kept, partsOf, choice.method !== 'time');
  const { test: share = 0.2, seed = 0 } = options;
  const held = await holdOut(source, target, choice, { test: share, seed, signal });

  // What dates rows is no feature itself: later rows have other values.
  const known = candidates.filter(({ name }) => !parts.has(name) && name !== options.time);
  const cleaning = await planRows(held.train, known, answers, target, choice.method !== 'time', signal);
  const made = [...derived, ...cleaning.fields];
  const dates = new Set(cleaning.parts.keys());
  const clean = cleaning.source;
  const features = [
    ...known.filter(({ name }) => !dates.has(name)).map(({ name }) => clean.schema.field(name)),
    ...made,
  ];
  const columns = await profileColumns(clean, [...features.map(({ name }) => name), target], {
    target,
    detail: 'leakage',
    signal,
    onRows: (rows) => options.onProgress?.({ stage: 'columns', rows, total: held.train.rowCount }),
  });
  const useAll = (isTrees: boolean) =>
    sortUses(features.map((field, i) => useOf(field, columns.columns[i]!, columns.rowCount, isTrees)));
  const learner = chooseLearner(useAll(true).groups, options.learner, problem.task === 'ranking');
  const isTrees = learner.family !== 'linear';
  if (!isTrees && options.maxIter !== undefined) {
    throw new MillraceError('OPTION_INVALID', 'a linear learner has no rounds to set', {
      value: options.maxIter,
      remedy: "leave their number out, or ask for 'boosting' or 'forest'",
    });
  }
  const { uses, groups, leftOut } = useAll(isTrees);
  const used = [...groups.numbers, ...groups.categories, ...groups.texts];
  if (used.length === 0) throw nothingToLearnFrom(target, leftOut);
  const { pipeline, steps, reasons, stopping, withoutStopping, rounds } = isTrees
    ? assembleTrees(
        { ...groups, calendar: made.map(({ name }) => name) },
        { problem, rows: columns.rowCount, maxIter: options.maxIter, seed, learner, rowSteps: cleaning.rowSteps },
      )
    : assembleLinear(groups, problem.task, learner.reason, cleaning.rowSteps);
  const stopRows = stopping && (await stoppingRows(held.train, target, choice, { ...stopping, seed, signal }));
  const leaks = columns.leakage!.filter(({ column }) => column !== undefined && used.includes(column));
  return {
    ...problem,
    pipeline: stopping !== undefined && stopRows === undefined ? withoutStopping! : pipeline,
    steps: [...cleaning.steps, ...steps],
    source,
    train: held.train,
    test: held.test,
    stopping: stopping && stopRows && { ...stopping, ...stopRows },
    learner: learner.family,
    rounds,
    target,
    fitOptions: {
      target,
      positive: problem.positive,
      weight,
      group: problem.task === 'ranking' ? group : undefined,
      features: used,
    },
    rows: seen.rowCount,
    targetMissingRows: missing,
    trainRows: columns.rowCount,
    split: held.split,
    columns: columnUses(schema, {
      target,
      weight,
      group,
      time: named[0]?.name,
      computedFrom,
      uses,
      parts: new Map([...parts, ...cleaning.parts]),
      drop,
      isTrees,
    }),
    reasons: [
      problemReason(problem, target),
      ...missingTargetReasons(missing, target),
      held.reason,
      ...cleaning.reasons,
      ...leftOutReasons(leftOut, new Set(made.map(({ name }) => name))),
      ...calendarReasons(new Map([...parts, ...cleaning.parts])),
      ...reasons,
      ...(stopRows === undefined ? [] : [stopRows.reason]),
    ],
    warnings: [
      ...leaks.map((finding) => leakageMessage(finding, target)),
      ...profileWarnings(target, seen, columns, leftOut),
      ...cleaning.warnings,
      ...repeatedRowsWarnings(held.split.summary),
      ...unsharedClasses(held.split.summary),
      ...fewRowsWarnings(columns.rowCount),
    ],
  };
}

function sortUses(uses: readonly FeatureUse[]) {
  const of = (kind: FeatureUse['kind']) => uses.filter((use) => use.kind === kind).map((use) => use.column);
  const leftOut = uses.filter((use): use is LeftOut => use.kind === 'leftOut');
  return { uses, groups: { numbers: of('number'), categories: of('category'), texts: of('text') }, leftOut };
}

function nothingToLearnFrom(target: string, leftOut: readonly LeftOut[]): MillraceError {
  const reasons = leftOut.slice(0, 3).map(({ column, reason }) => `'${column}': ${reason}`);
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return new MillraceError('COLUMN_MISSING', `there is no column to learn '${target}' from${why}`, {
    column: target,
    remedy: 'add columns that are known before the target is, or state roles',
  });
}
