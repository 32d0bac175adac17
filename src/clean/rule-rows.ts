import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import type { Schema } from '../core/schema.ts';
import {
  type AnyExpression,
  type Columns,
  columnsOfSchema,
  type Expression,
  expressionOf,
  formatExpression,
  parseExpression,
  typeOf,
} from '../expression/index.ts';
import { fittedCondition } from './filter.ts';
import type { RowStep } from './row-step.ts';

/** A condition: as text (`'distance >= 0'`), an expression, or a function of the columns. */
export type Condition = string | Expression | ((columns: Columns) => Expression);

const optionsSchema = z.strictObject({
  /** What becomes of a row for which the condition is missing, since a value in it is. Default `keep`. */
  missing: z.enum(['keep', 'drop']).default('keep'),
});

export type RowRuleOptions = z.input<typeof optionsSchema>;

/**
 * Keeps the rows for which a stated rule holds: `keepRows('distance >= 0 and speed <= 200')`. Rows for which it is false
 * are dropped from training, left out of evaluations and counted there, and answered in prediction like any other. A
 * row for which it is missing breaks no rule (as with a CHECK constraint in SQL), unless `missing: 'drop'`.
 *
 * @throws MillraceError EXPRESSION_INVALID, OPTION_INVALID; fitting throws COLUMN_MISSING, COLUMN_TYPE and
 *   EXPRESSION_INVALID for a rule that does not fit the columns
 */
export function keepRows(condition: Condition, options: RowRuleOptions = {}): RowStep {
  const { missing } = parseOptions(optionsSchema, options, 'keepRows');
  return ruleStep('keepRows', condition, (holds) => holds.fillMissing(missing === 'keep'));
}

/**
 * Drops the rows for which a condition is true: `dropRows('status = "cancelled"')`. The opposite of `keepRows`, and a
 * stated rule like it: evaluations leave such rows out and count them, predictions answer them.
 *
 * @throws MillraceError as `keepRows`
 */
export function dropRows(condition: Condition, options: RowRuleOptions = {}): RowStep {
  const { missing } = parseOptions(optionsSchema, options, 'dropRows');
  return ruleStep('dropRows', condition, (holds) => holds.fillMissing(missing === 'drop').not());
}

function ruleStep(name: string, condition: Condition, keepWhere: (holds: AnyExpression) => Expression): RowStep {
  const parsed = typeof condition === 'string' ? parseExpression(condition) : condition;
  return {
    kind: 'filter',
    name,
    async fit(source) {
      const stated = typeof parsed === 'function' ? parsed(columnsOfSchema(source.schema)) : parsed;
      checkCondition(name, stated, source.schema);
      const keep = keepWhere(expressionOf(stated.node));
      const text = formatExpression(stated);
      return fittedCondition(name, name === 'keepRows' ? `not so: ${text}` : text, keep, keep);
    },
  };
}

function checkCondition(step: string, condition: Expression, schema: Schema): void {
  if (typeOf(condition, schema) === 'boolean') return;
  throw new MillraceError('EXPRESSION_INVALID', `${step} takes a condition: true or false for each row`, {
    remedy: "compare with something, as in 'distance >= 0'",
  });
}
