import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import { type AnyExpression, column, type Expression, literal, when } from '../expression/index.ts';
import { type FactoryArguments, factoryArguments, parseSelectionOnly } from '../features/arguments.ts';
import { byRole, type Selection } from '../features/selector.ts';
import { checkLimitOptions, fitLimits, type Limits, limitOptions } from './limits.ts';
import { each, repairOf } from './repair.ts';
import type { RowStep } from './row-step.ts';

const outside = z.enum(['clip', 'missing']).default('clip');

const clipOptions = z.strictObject({
  /** The least value there may be. Default none. */
  low: z.number().optional(),
  /** The greatest value there may be. Default none. */
  high: z.number().optional(),
  /** What becomes of a value outside: the limit (`clip`, the default), or `missing`. */
  outside,
});

export type ClipOptions = z.input<typeof clipOptions>;

/**
 * Keeps numbers within given limits, in training, evaluation and prediction. As NumPy's `clip`.
 *
 * @param selection the columns
 * @throws MillraceError OPTION_INVALID without a limit, or when they cross
 */
export function clip(selection: Selection, options: ClipOptions): RowStep {
  const selector = parseSelectionOnly('clip', selection);
  const { low, high, outside } = parseOptions(clipOptions, options, 'clip');
  if ((low === undefined && high === undefined) || (low !== undefined && high !== undefined && low > high)) {
    throw new MillraceError('OPTION_INVALID', "clip needs 'low' or 'high', the first not above the second", {
      value: low,
      remedy: 'as in { low: 0, high: 200 }',
    });
  }
  return repairOf({
    name: 'clip',
    selector,
    takes: ['number'],
    reasonOf: () => OUTSIDE,
    rewrite: each((value) => within(value, { low, high }, outside)),
  });
}

const winsoriseOptions = z.strictObject({ ...limitOptions, outside });

export type WinsoriseOptions = z.input<typeof winsoriseOptions>;

/**
 * Draws outliers in to limits that are found on the training rows, in training, evaluation and prediction: by the
 * distance between quartiles (default), standard deviations or quantiles. Takes the columns named or selected, by
 * default all numbers but the target. `outside: 'missing'` takes such values away instead. One pass; 8 bytes a value while it lasts,
 * but for `zScore`. As SciPy's `winsorize` with `method: 'quantile'`, with quantiles interpolated as NumPy's.
 *
 * Fitting throws COLUMN_EMPTY for a column without a value, COLUMN_TYPE for one of text.
 */
export function winsorise(...given: FactoryArguments<WinsoriseOptions>): RowStep {
  const { selector: selected, options } = factoryArguments('winsorise', winsoriseOptions, given);
  checkLimitOptions('winsorise', options, (given.at(-1) as Readonly<Record<string, unknown>> | undefined) ?? {});
  return repairOf({
    name: 'winsorise',
    selector: selected ?? byRole('numeric'),
    takes: ['number'],
    reasonOf: () => OUTSIDE,
    sparesTarget: selected === undefined,
    rewrite: async (fields, source, { run }) => {
      const limits = await fitLimits(source, fields, options, run);
      return fields.map(({ name }, i) => within(column(name), limits[i]!, options.outside));
    },
  });
}

const OUTSIDE = 'outside the limits';

function within(
  value: AnyExpression,
  limits: { readonly [K in keyof Limits]: number | undefined },
  outside: 'clip' | 'missing',
): Expression {
  const low = limits.low ?? -Number.MAX_VALUE;
  const high = limits.high ?? Number.MAX_VALUE;
  if (outside === 'clip') return value.clip(low, high);
  return when(value.ge(low).and(value.le(high)), value, literal(null));
}
