import { MillraceError } from '../core/errors.ts';
import { type Expression, formatExpression, parseExpression } from '../expression/index.ts';
import type { Source } from '../source/source.ts';

/** A source that has its target among its columns. */
export interface TargetedSource {
  readonly source: Source;
  /** The target's column: its own name, or the expression as text. */
  readonly name: string;
  readonly isComputed: boolean;
}

/**
 * Finds the target: the column of that name if there is one, else the expression, computed as a column.
 *
 * @throws MillraceError COLUMN_MISSING, EXPRESSION_INVALID
 */
export function findTarget(source: Source, target: string | Expression): TargetedSource {
  if (typeof target === 'string' && source.schema.has(target)) return { source, name: target, isComputed: false };
  const expression = typeof target === 'string' ? parseExpression(target) : target;
  const name = formatExpression(expression);
  if (source.schema.has(name)) {
    throw new MillraceError('COLUMN_DUPLICATE', `the target '${name}' has the name of a column`, {
      column: name,
      remedy: 'rename that column',
    });
  }
  return { source: source.derive(() => ({ [name]: expression })), name, isComputed: true };
}
