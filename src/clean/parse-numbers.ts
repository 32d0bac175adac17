import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import { parseSelectionOnly } from '../features/arguments.ts';
import type { Selection } from '../features/selector.ts';
import { isMissingSpelling } from './missing-values.ts';
import { each, repairOf } from './repair.ts';
import { UNPARSABLE } from './repair-recorder.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /** What stands in front of fractions. Default a point. The other one may group digits, as may spaces and `'`. */
  decimal: z.enum(['.', ',']).default('.'),
  /** Whether `12%` is 0.12 (`share`, the default) or 12 (`number`). */
  percent: z.enum(['share', 'number']).default('share'),
  /** What becomes of text that can't be read: missing, counted, with examples (default), or an error in training. */
  onInvalid: z.enum(['missing', 'error']).default('missing'),
});

export type ParseNumbersOptions = z.input<typeof optionsSchema>;

/**
 * Reads numbers out of text, in training, evaluation and prediction: `$1,234.50`, `EUR 3`, `1 234 567`, `12 %`, `1.5k`,
 * `$2.1 million`, `(120)` and `120-` for −120, `2e6`. Currencies are taken away, not converted. Text that is no number,
 * `1,5` with a decimal point for one, becomes missing and is counted in the record.
 *
 * @param selection the columns
 * @throws MillraceError OPTION_INVALID; fitting throws COLUMN_MISSING, COLUMN_TYPE, and VALUE_INVALID with
 *   `onInvalid: 'error'`
 */
export function parseNumbers(selection: Selection, options: ParseNumbersOptions = {}): RowStep {
  const selector = parseSelectionOnly('parseNumbers', selection);
  const { decimal, percent, onInvalid } = parseOptions(optionsSchema, options, 'parseNumbers');
  return repairOf({
    name: 'parseNumbers',
    selector,
    takes: ['text', 'number'],
    onInvalid,
    reasonOf: (before) => (isMissingSpelling(before) ? 'spelled missing' : UNPARSABLE),
    rewrite: each((value) => value.parseNumber({ decimal, percent })),
  });
}
