import { COLUMN_TYPES, type ColumnType } from '../core/column.ts';
import { nearestName } from '../core/nearest.ts';
import { ROLES, type Role } from '../core/schema.ts';
import { UsageError } from './usage-error.ts';

/** `a,b,c` as names. */
export function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** A whole number of at least `least`. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError(`${option} takes a whole number from ${least}, not '${text}'`, `as in ${option} ${least + 1}`);
  };
}

/** `name=type`, once or several times, also `name=type,name=type`. */
export function pairs<T extends string>(option: string, allowed: readonly T[]) {
  return (text: string, before: Readonly<Record<string, T>> = {}): Record<string, T> => {
    const found: Record<string, T> = { ...before };
    for (const pair of names(text)) {
      const at = pair.lastIndexOf('=');
      const value = allowed.find((one) => one === pair.slice(at + 1).trim());
      if (at <= 0) throw new UsageError(`${option} takes name=value, not '${pair}'`, `as in ${option} a=${allowed[0]}`);
      if (value === undefined) {
        const near = nearestName(pair.slice(at + 1), allowed);
        const list = `use one of: ${allowed.join(', ')}`;
        throw new UsageError(
          `${option} can't be '${pair.slice(at + 1)}'`,
          near === undefined ? list : `did you mean '${near}'? ${list}`,
        );
      }
      found[pair.slice(0, at).trim()] = value;
    }
    return found;
  };
}

export const types = pairs<ColumnType>('--types', COLUMN_TYPES);
export const roles = pairs<Role>('--roles', ROLES);

/** `\t` and `tab` as a tab. */
export function delimiter(text: string): string {
  const plain = text === '\\t' || text.toLowerCase() === 'tab' ? '\t' : text;
  if (plain.length === 1) return plain;
  throw new UsageError(`--delimiter takes one character, not '${text}'`, "as in --delimiter ';' or --delimiter tab");
}

export function quote(text: string): string {
  const plain = text.toLowerCase() === 'none' ? '' : text;
  if (plain.length <= 1) return plain;
  throw new UsageError(`--quote takes one character or 'none', not '${text}'`, 'as in --quote none');
}

/** What `--test` means: a share, a file, or nothing held out. */
export function hold(text: string): { share: number } | { file: string } | 'none' {
  if (text === 'none') return 'none';
  const share = Number(text);
  if (text.trim() === '' || Number.isNaN(share)) return { file: text };
  if (share > 0 && share < 1) return { share };
  throw new UsageError(`--test takes a share between 0 and 1, a file or 'none', not '${text}'`, 'as in --test 0.2');
}
