import { MillraceError } from '../core/errors.ts';

/**
 * The classes' shares that an option gives by name, in the order of the classes.
 *
 * @throws MillraceError OPTION_INVALID for names that are not the classes', and shares that are not above 0 or do not sum
 *   to 1
 */
export function sharesByName(
  step: string,
  option: string,
  given: Readonly<Record<string, number>>,
  classes: readonly string[],
): Float64Array {
  const unknown = Object.keys(given).find((name) => !classes.includes(name));
  const lacking = classes.find((name) => !Object.hasOwn(given, name));
  if (unknown !== undefined || lacking !== undefined) {
    const what = unknown === undefined ? `names no share of '${lacking}'` : `names '${unknown}', which is no class`;
    throw new MillraceError('OPTION_INVALID', `${step}: '${option}' ${what}`, {
      value: unknown ?? lacking,
      remedy: `give a share for each of: ${classes.join(', ')}`,
    });
  }
  const shares = Float64Array.from(classes, (name) => given[name]!);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.every((share) => share > 0) && Math.abs(sum - 1) < 1e-9) return shares;
  throw new MillraceError('OPTION_INVALID', `${step}: '${option}' are shares above 0 and sum to 1, not ${sum}`, {
    value: given,
    remedy: 'divide them by their sum',
  });
}
