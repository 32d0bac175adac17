import { type ErrorCode, MillraceError } from '../core/errors.ts';
import { STEP_ROWS, type Steps } from './metrics/steps.ts';

/** @throws MillraceError OPTION_UNKNOWN for the first key that is not one of `known`. */
export function checkKeys(options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new MillraceError('OPTION_UNKNOWN', `there is no option '${key}'`, {
        value: key,
        remedy: `use one of: ${known.join(', ')}`,
      });
    }
  }
}

/** @throws MillraceError OPTION_INVALID when `length` is not the one expected. */
export function checkLength(name: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new MillraceError('OPTION_INVALID', `\`${name}\` holds ${length} values where ${expected} belong`, {
    value: length,
    remedy: 'give one value for each row (and class)',
  });
}

/** @throws MillraceError ROWS_TOO_FEW when there is no row. */
export function checkRows(rowCount: number): void {
  if (rowCount > 0) return;
  throw new MillraceError('ROWS_TOO_FEW', 'there are no rows to evaluate', {
    value: rowCount,
    remedy: 'evaluate on at least one row that has a target',
  });
}

/** @throws MillraceError OPTION_INVALID unless `value` is an integer from `least` to `most`. */
export function checkInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new MillraceError('OPTION_INVALID', `\`${name}\` is ${value}`, {
    value,
    remedy: `give an integer from ${least} to ${most}`,
  });
}

/** @throws MillraceError WEIGHT_INVALID for a weight that is negative or not finite, and when all are zero. */
export function* checkWeight(weight: Float64Array | undefined, rowCount: number): Steps<void> {
  if (weight === undefined) return;
  checkLength('weight', weight.length, rowCount);
  yield* checkEach(weight, (value) => (value >= 0 && value < Number.POSITIVE_INFINITY ? undefined : 'WEIGHT_INVALID'), {
    name: 'weight',
    remedy: 'give each row a finite weight of at least 0',
  });
  if (weight.every((value) => value === 0)) {
    throw new MillraceError('WEIGHT_INVALID', 'all weights are zero', {
      value: 0,
      remedy: 'give at least one row a weight above 0',
    });
  }
}

/** @throws MillraceError VALUE_MISSING for NaN, VALUE_INFINITE for an infinite number. */
export function* checkFinite(name: string, values: Float64Array): Steps<void> {
  const codeOf = (value: number) =>
    Number.isFinite(value) ? undefined : Number.isNaN(value) ? 'VALUE_MISSING' : 'VALUE_INFINITE';
  yield* checkEach(values, codeOf, { name, remedy: 'leave such rows out, and count them, before the evaluation' });
}

/** @throws MillraceError the first error that `codeOf` gives, naming the value and its position. */
export function* checkEach(
  values: Float64Array | Int32Array,
  codeOf: (value: number) => ErrorCode | undefined,
  told: { readonly name: string; readonly remedy: string },
): Steps<void> {
  for (let at = 0; at < values.length; ++at) {
    const code = codeOf(values[at]!);
    if (code !== undefined) {
      throw new MillraceError(code, `\`${told.name}\` is ${values[at]} at position ${at}`, {
        value: values[at],
        remedy: told.remedy,
      });
    }
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
}
