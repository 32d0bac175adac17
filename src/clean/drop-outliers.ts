import { z } from 'zod';
import { isNumericType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type BooleanExpression, column } from '../expression/index.ts';
import { type FactoryArguments, factoryArguments } from '../features/arguments.ts';
import { byRole } from '../features/selector.ts';
import { fittedCondition } from './filter.ts';
import { checkLimitOptions, fitLimits, limitOptions } from './limits.ts';
import { fieldsOf } from './repair.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject(limitOptions);

export type DropOutliersOptions = z.input<typeof optionsSchema>;

/**
 * Drops training rows of which a number lies outside limits that are found on the training rows: by the distance
 * between quartiles (default), standard deviations or quantiles. Evaluations measure such rows and predictions answer
 * them: what is rare may be true. Say what is impossible with `keepRows`. Takes the columns named or selected, by
 * default all numbers but the target; a missing value is no outlier. One pass; 8 bytes a value while it lasts, but for
 * `zScore`.
 *
 * Fitting throws COLUMN_EMPTY for a column without a value, COLUMN_TYPE for one that holds no numbers.
 */
export function dropOutliers(...given: FactoryArguments<DropOutliersOptions>): RowStep {
  const { selector, options } = factoryArguments('dropOutliers', optionsSchema, given);
  checkLimitOptions('dropOutliers', options, (given.at(-1) as Readonly<Record<string, unknown>> | undefined) ?? {});
  return {
    kind: 'filter',
    name: 'dropOutliers',
    async fit(source, { run, target, weight, group }) {
      const others = [target, weight, group];
      const all = fieldsOf(selector ?? byRole('numeric'), source.schema);
      const fields = selector === undefined ? all.filter(({ name }) => !others.includes(name)) : all;
      const wrong = fields.find(({ type }) => !isNumericType(type));
      if (wrong !== undefined || fields.length === 0) throw noNumbers(wrong?.name);
      const limits = await fitLimits(source, fields, options, run);
      const inside = fields.map(({ name }, i): BooleanExpression => {
        const value = column(name);
        return value.ge(limits[i]!.low).and(value.le(limits[i]!.high)).fillMissing(true);
      });
      const keep = inside.reduce((all, one) => all.and(one));
      return fittedCondition('dropOutliers', 'outliers', keep, undefined);
    },
  };
}

function noNumbers(name: string | undefined): MillraceError {
  const message = name === undefined ? 'there is no column of numbers' : `'${name}' holds no numbers`;
  return new MillraceError('COLUMN_TYPE', `dropOutliers: ${message}`, {
    column: name,
    remedy: 'name columns of numbers',
  });
}
