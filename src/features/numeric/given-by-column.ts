import { MillraceError } from '../../core/errors.ts';

/** @throws MillraceError COLUMN_MISSING where an option names a column that the step does not take */
export function requirePicked(given: readonly string[], names: readonly string[], what: string): void {
  const stray = given.find((name) => !names.includes(name));
  if (stray === undefined) return;
  throw new MillraceError('COLUMN_MISSING', `${what} names '${stray}', which is none of the step's columns`, {
    column: stray,
    remedy: `use one of: ${names.slice(0, 20).join(', ')}`,
  });
}
