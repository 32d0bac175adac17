import { MillraceError } from '../core/errors.ts';
import { type Columns, deriveColumns, type Expression, type ExpressionLike } from '../expression/index.ts';
import { fittedRepair } from './repair.ts';
import type { RowStep } from './row-step.ts';

/**
 * Adds columns computed from others as the steps before leave them: `derive((c) => ({ speed: c.km.div(c.hours) }))`
 * behind the repairs of `km` and `hours`. Runs in training, evaluation and prediction. As `source.derive`, which comes
 * before all row steps.
 *
 * Fitting throws COLUMN_MISSING, COLUMN_TYPE, EXPRESSION_INVALID, and COLUMN_DUPLICATE for a name that is taken.
 */
export function derive(build: (columns: Columns) => Readonly<Record<string, Expression | ExpressionLike>>): RowStep {
  return {
    kind: 'repair',
    name: 'derive',
    async fit(source) {
      const columns = deriveColumns(source.schema, build);
      const taken = columns.find(({ name }) => source.schema.has(name));
      if (taken !== undefined) {
        throw new MillraceError('COLUMN_DUPLICATE', `there is a column '${taken.name}' already`, {
          column: taken.name,
          remedy: 'give the derived column another name',
        });
      }
      return fittedRepair({ name: 'derive' }, columns);
    },
  };
}
