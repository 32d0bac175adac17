import type { ColumnType } from '../core/column.ts';
import { Column } from '../engine/column.ts';
import { CompiledExpression, type ExpressionStep } from '../engine/expressions.ts';
import type { RunOptions } from '../engine/job.ts';
import { type CheckedNode, check } from './check.ts';
import { evaluate } from './evaluate.ts';
import { columnNames, type ExpressionNode } from './node.ts';
import { evaluateOncePerText } from './once-per-text.ts';
import type { OperationName } from './operations.ts';
import type { Expression } from './types.ts';
import type { WindowStates } from './windows/window.ts';

/** A batch as sources hold it. */
export interface ColumnBatch {
  readonly length: number;
  readonly rowIds: Float64Array;
  readonly columns: ReadonlyMap<string, Column>;
}

export interface ColumnEvaluation {
  /** An expression that only names a column gives that column itself. */
  readonly column: Column;
  readonly nonFinite: number;
}

/**
 * As `evaluate`, with the same bits, by the engine and off the main thread. Undefined where an operation of the
 * expression has no native form.
 */
export function evaluateNatively(
  expression: Expression,
  batch: ColumnBatch,
  options: RunOptions = {},
): Promise<ColumnEvaluation> | undefined {
  const { node } = expression;
  if (node.kind !== 'call') return undefined;
  const plan = planOf(node);
  const columns = plan.names.map((name) => batch.columns.get(name)!);
  return plan.compiledFor(columns.map((column) => column.type))?.run(columns, batch.rowIds, options);
}

/**
 * The value of an expression in every row of a batch: by the engine where it can, else by the TypeScript kernels, once
 * for each different text where nothing else decides it.
 */
export async function evaluateColumn(
  expression: Expression,
  batch: ColumnBatch,
  { windows, ...options }: RunOptions & { readonly windows?: WindowStates | undefined } = {},
): Promise<ColumnEvaluation> {
  const native = evaluateNatively(expression, batch, options);
  if (native !== undefined) return native;
  const once = await evaluateOncePerText(expression, batch, options);
  if (once !== undefined) return once;
  const { column, nonFinite } = evaluate(
    expression,
    { length: batch.length, rowIds: batch.rowIds, column: (name) => batch.columns.get(name)!.data },
    windows,
  );
  return { column: Column.fromData(column), nonFinite };
}

/** Compiled forms, each for the types that the columns had. */
class NativePlan {
  readonly names: readonly string[];
  readonly #node: ExpressionNode;
  readonly #compiled = new Map<string, CompiledExpression | undefined>();

  constructor(node: ExpressionNode) {
    this.#node = node;
    this.names = columnNames(node);
  }

  compiledFor(types: readonly ColumnType[]): CompiledExpression | undefined {
    const key = types.join();
    if (!this.#compiled.has(key)) {
      const checked = check(this.#node, (name) => types[this.names.indexOf(name)]!);
      const steps = stepsOf(checked, this.names);
      this.#compiled.set(key, steps && new CompiledExpression(steps));
    }
    return this.#compiled.get(key);
  }
}

const plans = new WeakMap<ExpressionNode, NativePlan>();

function planOf(node: ExpressionNode): NativePlan {
  let plan = plans.get(node);
  if (plan === undefined) {
    plan = new NativePlan(node);
    plans.set(node, plan);
  }
  return plan;
}

/** The steps of a checked tree, children first; undefined where an operation has no native form. */
export function stepsOf(root: CheckedNode, names: readonly string[]): ExpressionStep[] | undefined {
  const steps: ExpressionStep[] = [];
  const add = (node: CheckedNode): number | undefined => {
    const { type } = node;
    switch (node.kind) {
      case 'column':
        return steps.push({ what: 'column', type, column: names.indexOf(node.name) }) - 1;
      case 'rowId':
        return steps.push({ what: 'rowId', type }) - 1;
      case 'literal':
        return steps.push({ what: 'literal', type, value: node.value }) - 1;
      case 'call': {
        if (!hasNativeForm(node)) return undefined;
        const operands: number[] = [];
        for (const argument of node.arguments) {
          const at = add(argument);
          if (at === undefined) return undefined;
          operands.push(at);
        }
        return (
          steps.push({ what: 'call', type, operation: node.operation, operands, parameter: parameterOf(node) }) - 1
        );
      }
    }
  };
  return add(root) === undefined ? undefined : steps;
}

/** What `native/expression/` has. Results of text, and transcendental functions, are left to the TypeScript kernels. */
const NATIVE: ReadonlySet<OperationName> = new Set([
  ...(['add', 'sub', 'mul', 'div', 'mod', 'neg', 'abs', 'sqrt', 'floor', 'ceil', 'round', 'clip', 'sign'] as const),
  ...(['greatest', 'least', 'isFinite', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'between', 'isIn'] as const),
  ...(['and', 'or', 'not', 'when', 'isMissing', 'coalesce', 'toNumber'] as const),
  ...(['length', 'contains', 'startsWith', 'endsWith'] as const),
  ...(['year', 'quarter', 'month', 'week', 'day', 'dayOfYear', 'dayOfWeek', 'hour', 'minute', 'second'] as const),
  ...(['daysInMonth', 'epochSeconds', 'weekend'] as const),
]);

function hasNativeForm(node: CheckedNode & { kind: 'call' }): boolean {
  if (!NATIVE.has(node.operation) || node.type === 'text') return false;
  // Text is read as a number the way JavaScript reads it.
  return node.operation !== 'toNumber' || node.arguments[0]!.type !== 'text';
}

function parameterOf(node: CheckedNode & { kind: 'call' }): number {
  if (node.operation !== 'round') return 0;
  const digits = node.arguments[1]?.kind === 'literal' ? Number(node.arguments[1].value) : 0;
  const scale = 10 ** Math.abs(digits);
  return digits >= 0 ? scale : -scale;
}
