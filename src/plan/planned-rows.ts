import { derive } from '../clean/derive.ts';
import { fitRowSteps } from '../clean/fit-row-steps.ts';
import type { RowStep } from '../clean/row-step.ts';
import type { Field } from '../core/schema.ts';
import { column, type ExpressionNode, expressionOf } from '../expression/index.ts';
import type { Source } from '../source/source.ts';
import { deriveCalendar } from './calendar.ts';
import { type CleaningPlan, planCleaning } from './cleaning.ts';

/** The training rows as their repairs leave them, and the repairs. */
export interface PlannedRows extends CleaningPlan {
  readonly source: Source;
  /** Calendar parts of the dates that were text. */
  readonly fields: readonly Field[];
  /** Per such date, the columns derived from it. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

/**
 * Plans how the features of training rows are repaired, behind the repairs of the target.
 *
 * @param withMonth whether months come back among the rows that are tested
 */
export async function planRows(
  train: Source,
  features: readonly Field[],
  answers: CleaningPlan,
  target: string,
  withMonth: boolean,
  signal: AbortSignal | undefined,
): Promise<PlannedRows> {
  const plan = await planCleaning(train, features, { dates: true, signal });
  const rowSteps = [...answers.rowSteps, ...plan.rowSteps];
  const clean = await repaired(rowSteps, train, target);
  const times = plan.dates.map(({ column, hasTime }) => ({
    ...clean.schema.field(column),
    type: hasTime ? ('timestamp_us' as const) : ('date32' as const),
  }));
  const { source, parts, fields } = deriveCalendar(clean, times, withMonth);
  const made = source.derived.slice(clean.derived.length);
  if (made.length > 0) {
    rowSteps.push(derive(() => Object.fromEntries(made.map(({ name, expression }) => [name, expression]))));
  }
  return {
    source,
    fields,
    parts,
    rowSteps,
    steps: [...answers.steps, ...plan.steps],
    reasons: [...answers.reasons, ...plan.reasons],
    warnings: [...answers.warnings, ...plan.warnings],
    dates: plan.dates,
  };
}

/** The rows behind repairs that learn nothing from them. */
export async function repaired(steps: readonly RowStep[], source: Source, target: string): Promise<Source> {
  if (steps.length === 0) return source;
  const context = { run: {}, task: 'regression', target, weight: undefined, group: undefined } as const;
  const fitted = await fitRowSteps(steps, source, { ...context, features: () => [] });
  return fitted.source;
}

/** The rows as they came whose target is there once it is repaired. */
export function withAnswer(source: Source, target: string, readable: Source): Source {
  const repairs = readable.derived.slice(source.derived.length).filter(({ name }) => name === target);
  // Each repair in place of the column that the next one reads.
  const node = repairs.reduce(
    (before, { expression }) => substituted(expression.node, target, before),
    column(target).node,
  );
  return source.filter(expressionOf(node).isMissing().not());
}

function substituted(node: ExpressionNode, name: string, by: ExpressionNode): ExpressionNode {
  if (node.kind === 'column') return node.name === name ? by : node;
  if (node.kind !== 'call') return node;
  return { ...node, arguments: node.arguments.map((argument) => substituted(argument, name, by)) };
}
