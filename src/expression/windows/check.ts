import { type ExpressionNode, walk } from '../node.ts';
import { isWindow, type OperationName } from '../operations.ts';
import { invalid } from '../type-errors.ts';
import type { Expression } from '../types.ts';

const MICROSECONDS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
  w: 604_800e6,
};

/** Microseconds of a span of time such as `7d`, `90m` or `1.5h`; undefined when it is none. */
export function spanOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d|w)$/.exec(text);
  const span = match === null ? 0 : Number(match[1]) * MICROSECONDS[match[2]!]!;
  return span >= 1 ? span : undefined;
}

/**
 * Checks that windows stand in `over(…)`, and that their sizes are some.
 * @throws MillraceError EXPRESSION_INVALID
 */
export function checkWindows(name: OperationName, node: ExpressionNode & { kind: 'call' }): void {
  for (const [i, child] of node.arguments.entries()) {
    if (child.kind === 'call' && isWindow(child.operation) && (name !== 'over' || i > 0)) throw outsideOver(child);
  }
  if (name === 'over') checkOver(node);
}

export function outsideOver(node: ExpressionNode & { kind: 'call' }): Error {
  const remedy = `write over(${node.operation}(…), entity), or .over(entity) in TypeScript`;
  return invalid(node, `'${node.operation}' looks at the rows of an entity, and none is named`, remedy);
}

function checkOver(node: ExpressionNode & { kind: 'call' }): void {
  const [inner, , time, current] = node.arguments as [ExpressionNode, ExpressionNode, ExpressionNode?, ExpressionNode?];
  if (inner.kind !== 'call' || !isWindow(inner.operation)) {
    throw invalid(
      inner,
      "'over' takes a window first",
      'such as over(lag(x, 1), customer) or over(rollingMean(x, 3), id)',
    );
  }
  const size = inner.arguments[1];
  if (size?.kind === 'literal' && typeof size.value === 'string') {
    if (spanOf(size.value) === undefined) {
      throw invalid(size, `'${size.value}' is no span of time`, "write '7d', '90m' or '1.5h': us, ms, s, m, h, d or w");
    }
    if (time === undefined || (time.kind === 'literal' && time.value === null)) {
      throw invalid(
        node,
        'a span of time needs the time of each row',
        `write over(${inner.operation}(…), entity, time)`,
      );
    }
  } else if (size?.kind === 'literal') {
    const isCount = Number.isInteger(size.value) && (size.value as number) >= 1 && (size.value as number) <= 1e6;
    if (!isCount) throw invalid(size, 'a window is a whole number of rows from 1 to 1,000,000', 'write such a number');
  }
  const isRolling = inner.operation.startsWith('rolling') || inner.operation.startsWith('cumulative');
  if (current?.kind === 'literal' && current.value === true && !isRolling) {
    throw invalid(current, `'${inner.operation}' has no window that the row could be in`, 'leave it out');
  }
}

/** Whether the value of a row depends on the rows before it. */
export function hasWindow(expression: Expression): boolean {
  let found = false;
  walk(expression.node, (node) => {
    found ||= node.kind === 'call' && node.operation === 'over';
  });
  return found;
}
