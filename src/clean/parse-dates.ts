import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import { isAmbiguousDate } from '../expression/reading/dates.ts';
import { parseSelectionOnly } from '../features/arguments.ts';
import type { Selection } from '../features/selector.ts';
import { isMissingSpelling } from './missing-values.ts';
import { each, repairOf } from './repair.ts';
import { UNPARSABLE } from './repair-recorder.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /**
   * Whether `03/04/2001` is 3 April (true) or 4 March (false). Default: neither. Such a text becomes missing, counted as
   * ambiguous; `13/04/2001` can be read all the same.
   */
  dayFirst: z.boolean().optional(),
  /** The zone of texts that name none: IANA's name, such as `Europe/Berlin`. Default UTC. */
  zone: z.string().min(1).default('UTC'),
  /**
   * Patterns to try in order, and no others: `dd.MM.yyyy HH:mm`, of `yyyy yy MMMM MMM MM M dd d EEE HH H hh h mm ss S a Z`,
   * with `[…]` around what may be left out and `'…'` around words; or `epochSeconds`, `epochMilliseconds`.
   */
  formats: z.array(z.string().min(1)).min(1).optional(),
  /** What becomes of text that can't be read: missing, counted, with examples (default), or an error in training. */
  onInvalid: z.enum(['missing', 'error']).default('missing'),
});

export type ParseDatesOptions = z.input<typeof optionsSchema>;

/**
 * Reads dates and times out of text, in training, evaluation and prediction, as instants: ISO 8601, `2001/1/31`,
 * `31.1.2001 14:30`, `Jan 31, 2001 2:30 PM`, `31-Jan-01`, `Wed, 31 Jan 2001 14:30:00 +0100`, `20010131`, each with or without
 * a time and a zone. Names of months are English. Years of two digits are 1969 to 2068. A time that a change of the
 * clock repeats is the earlier one, and one that it skips counts on from before it.
 *
 * @param selection the columns: text, or numbers with a format of an epoch
 * @throws MillraceError OPTION_INVALID; fitting throws COLUMN_MISSING, COLUMN_TYPE, EXPRESSION_INVALID for a zone that
 *   there is not, and VALUE_INVALID with `onInvalid: 'error'`
 */
export function parseDates(selection: Selection, options: ParseDatesOptions = {}): RowStep {
  const selector = parseSelectionOnly('parseDates', selection);
  const { dayFirst, zone, formats = [], onInvalid } = parseOptions(optionsSchema, options, 'parseDates');
  const order = dayFirst === undefined ? 'none' : dayFirst ? 'day' : 'month';
  const isUsual = formats.length === 0;
  return repairOf({
    name: 'parseDates',
    selector,
    takes: formats.some((format) => format.startsWith('epoch')) ? ['text', 'number'] : ['text'],
    onInvalid,
    reasonOf: (before) => {
      if (isMissingSpelling(before)) return 'spelled missing';
      return isUsual && isAmbiguousDate(before) ? AMBIGUOUS : UNPARSABLE;
    },
    rewrite: each((value) => value.parseDate({ order, zone, formats })),
  });
}

const AMBIGUOUS = 'ambiguous: day or month first';
