import { MillraceError } from '../core/errors.ts';
import type { OperationName } from './operations.ts';

/** The four types an expression can have. Every numeric column is a `number` (float64). */
export const EXPRESSION_TYPES = ['number', 'boolean', 'text', 'datetime'] as const;

export type ExpressionType = (typeof EXPRESSION_TYPES)[number];

export interface ColumnNode {
  readonly kind: 'column';
  readonly name: string;
}

/** The id of the row in its source, a whole number from 0. */
export interface RowIdNode {
  readonly kind: 'rowId';
}

/** A finite number, text, true, false, or null for missing. Text beside a datetime is read as an ISO instant. */
export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: number | string | boolean | null;
}

/** An instant in ISO 8601, UTC, to the microsecond: `2001-01-31T06:00:00Z`. */
export interface DatetimeNode {
  readonly kind: 'datetime';
  readonly value: string;
}

export interface CallNode {
  readonly kind: 'call';
  readonly operation: OperationName;
  readonly arguments: readonly ExpressionNode[];
}

/** The closed list of what an expression is made of: plain data, saved with a model as it stands. */
export type ExpressionNode = ColumnNode | RowIdNode | LiteralNode | DatetimeNode | CallNode;

/** Expressions nest no deeper: every walk over one recurses. */
export const MAX_DEPTH = 256;

export function tooDeep(): MillraceError {
  return new MillraceError('EXPRESSION_INVALID', `the expression nests deeper than ${MAX_DEPTH} levels`, {
    remedy: 'compute a part of it as a column of its own first',
  });
}

/** Visits every node, parents first. */
export function walk(node: ExpressionNode, visit: (node: ExpressionNode) => void, depth = 1): void {
  if (depth > MAX_DEPTH) throw tooDeep();
  visit(node);
  if (node.kind === 'call') for (const argument of node.arguments) walk(argument, visit, depth + 1);
}

/** The names of the columns that `node` reads, each once, in the order they first appear. */
export function columnNames(node: ExpressionNode): string[] {
  const names = new Set<string>();
  walk(node, (part) => {
    if (part.kind === 'column') names.add(part.name);
  });
  return [...names];
}

/** Where in which text a parsed node stands. */
export interface Place {
  readonly text: string;
  /** Zero-based, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Whether a column's name was written in double quotes, which others use for text. */
  readonly doubleQuoted?: boolean;
}

// Beside the nodes, not in them: a parsed node must equal the same node built in TypeScript.
const places = new WeakMap<ExpressionNode, Place>();

export function setPlace(node: ExpressionNode, place: Place): void {
  places.set(node, place);
}

export function placeOf(node: ExpressionNode): Place | undefined {
  return places.get(node);
}
