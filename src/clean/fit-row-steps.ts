import { MillraceError } from '../core/errors.ts';
import type { RunOptions } from '../engine/job.ts';
import { columnsOf, columnTypeOf, type Expression, expressionOf, formatExpression } from '../expression/index.ts';
import type { LearningTask } from '../models/learner.ts';
import type { Source } from '../source/source.ts';
import type { CleaningRecord } from './cleaning-record.ts';
import { deriveOnto } from './derive-onto.ts';
import type { RowOperation } from './row-operation.ts';
import type { FittedRowStep, RowStep } from './row-step.ts';

/** What the steps are told besides the rows. */
export interface RowStepsContext {
  readonly run: RunOptions;
  readonly task: LearningTask;
  readonly target: string | Expression;
  readonly weight: string | undefined;
  readonly group: string | undefined;
  /** The columns that will be learnt from, of those that a source has. */
  features(source: Source, target: string): readonly string[];
}

export interface FittedRowSteps {
  /** The training rows behind all steps, with the target as a column. */
  readonly source: Source;
  readonly target: string;
  readonly operations: readonly RowOperation[];
  /** What was done to the rows, as far as they have passed. */
  record(): CleaningRecord;
}

/**
 * Fits row steps one after the other, each on the rows as those before it leave them. A target that is an expression is
 * computed in front of the first filter or sampler, so from repaired columns.
 *
 * @throws MillraceError OPTION_INVALID for a repair of what the target was computed from, behind that; what steps throw
 */
export async function fitRowSteps(
  steps: readonly RowStep[],
  given: Source,
  context: RowStepsContext,
): Promise<FittedRowSteps> {
  const { run, task, weight, group } = context;
  const target = typeof context.target === 'string' ? context.target : formatExpression(context.target);
  const expression = typeof context.target === 'string' ? undefined : context.target;
  let isComputed = expression === undefined;
  let source = given;
  const operations: RowOperation[] = [];
  const fitted: FittedRowStep[] = [];
  const computeTarget = () => {
    if (isComputed || expression === undefined) return;
    const type = columnTypeOf(expression, source.schema);
    const columns = [{ name: target, expression: expressionOf(expression.node), type }];
    source = deriveOnto(source, columns);
    operations.push({ step: 'target', columns, rule: undefined });
    isComputed = true;
  };
  for (const step of steps) {
    if (step.kind !== 'repair') computeTarget();
    const features = context.features(source, target);
    const one = await step.fit(source, { run, task, target, weight, group, features });
    if (expression !== undefined && isComputed) refuseLateRepair(one, expression);
    source = one.train(source);
    fitted.push(one);
    if (one.columns.length > 0 || one.rule !== undefined) {
      operations.push({ step: one.name, columns: one.columns, rule: one.rule, reason: one.reason });
    }
  }
  computeTarget();
  return {
    source,
    target,
    operations,
    record: () => ({ steps: fitted.flatMap((step) => step.record?.() ?? []) }),
  };
}

function refuseLateRepair(step: FittedRowStep, target: Expression): void {
  const late = step.columns.find((column) => columnsOf(target).includes(column.name));
  if (late === undefined) return;
  throw new MillraceError(
    'OPTION_INVALID',
    `${step.name} repairs '${late.name}' after the target was computed from it`,
    {
      column: late.name,
      remedy: 'put repairs in front of filters and samplers',
    },
  );
}
