import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import { parseSelectionOnly } from '../features/arguments.ts';
import type { Selection } from '../features/selector.ts';
import { isMissingSpelling } from './missing-values.ts';
import { each, repairOf } from './repair.ts';
import { UNPARSABLE } from './repair-recorder.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /** The unit that all become: `min`, `h`, `km`, `mi`, `km/h`, `mph`, `kg`, `°C`, `l`, … */
  unit: z.string().min(1),
  /** The unit of numbers without one; null where such a number can't be read. Default the unit they become. */
  bare: z.string().min(1).nullable().optional(),
  /** What `1:30` is, hours and minutes (default) or minutes and seconds. `1:30:00` is never in doubt. */
  clock: z.enum(['h:mm', 'm:ss']).default('h:mm'),
  /** What stands in front of fractions. Default a point. */
  decimal: z.enum(['.', ',']).default('.'),
  /** What becomes of text that can't be read: missing, counted, with examples (default), or an error in training. */
  onInvalid: z.enum(['missing', 'error']).default('missing'),
});

export type ParseUnitsOptions = z.input<typeof optionsSchema>;

/**
 * Reads quantities out of text and gives them as numbers of one unit, in training, evaluation and prediction: with
 * `unit: 'min'`, `22 minutes` is 22, `1.5 h` and `1h 30m` and `1:30` and `PT1H30M` are 90. Durations, distances, speeds,
 * weights, temperatures and volumes. Numbers are taken to be in `bare`. Text that can't be read, and that of another
 * kind of quantity, becomes missing and is counted in the record. A month is 30.436875 days, a year 365.2425.
 *
 * @param selection the columns
 * @throws MillraceError OPTION_INVALID; fitting throws COLUMN_MISSING, COLUMN_TYPE, EXPRESSION_INVALID for a unit that
 *   there is not, and VALUE_INVALID with `onInvalid: 'error'`
 */
export function parseUnits(selection: Selection, options: ParseUnitsOptions): RowStep {
  const selector = parseSelectionOnly('parseUnits', selection);
  const { unit, bare = unit, clock, decimal, onInvalid } = parseOptions(optionsSchema, options, 'parseUnits');
  return repairOf({
    name: 'parseUnits',
    selector,
    takes: ['text', 'number'],
    onInvalid,
    reasonOf: (before) => (isMissingSpelling(before) ? 'spelled missing' : UNPARSABLE),
    rewrite: each((value) => value.parseUnit(unit, { bare, clock, decimal })),
  });
}
