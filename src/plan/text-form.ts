import { isMissingSpelling } from '../clean/missing-values.ts';
import { type DateStyle, readerOf } from '../expression/reading/dates.ts';
import { type NumberStyle, readNumber } from '../expression/reading/numbers.ts';
import { readQuantity, type UnitKind, unitKinds } from '../expression/reading/units.ts';

/** What the text of a column says, if nearly all of it says the same kind of thing. */
export type TextForm =
  | { readonly kind: 'number'; readonly decimal: NumberStyle['decimal'] }
  | { readonly kind: 'quantity'; readonly unit: string; readonly bareShare: number }
  | { readonly kind: 'date'; readonly order: DateStyle['order'] }
  /** It could be two things, and only whoever wrote it knows which. */
  | { readonly kind: 'unclear'; readonly between: string }
  | { readonly kind: 'text' };

/** Of the values that are there: below, a column is what it is. */
const NEARLY_ALL = 0.95;
const FEWEST_VALUES = 10;
const PLAIN = /^[\s\d.,+-]+$/;

/** Looks at the values of a text column, those that spell missing left out. */
export function textForm(values: readonly string[]): TextForm {
  const present = values.filter((value) => !isMissingSpelling(value));
  const withDigits = present.filter((value) => /\d/.test(value));
  if (present.length < FEWEST_VALUES || withDigits.length < present.length * NEARLY_ALL) return { kind: 'text' };
  // Digits alone were read as text because somebody wanted that.
  if (values.every((value) => PLAIN.test(value))) return { kind: 'text' };
  return numberForm(present) ?? quantityForm(present) ?? dateForm(present) ?? { kind: 'text' };
}

function numberForm(values: readonly string[]): TextForm | undefined {
  // Digits with a zero in front are a code: a postal one, a key.
  if (values.some((value) => /^\s*0\d+\s*$/.test(value))) return undefined;
  const shareOf = (decimal: NumberStyle['decimal']) =>
    share(values, (value) => readNumber(value, { decimal, percent: 'share' }) !== undefined);
  const decimal = shareOf('.') >= NEARLY_ALL ? '.' : shareOf(',') >= NEARLY_ALL ? ',' : undefined;
  if (decimal === undefined) return undefined;
  const suffixes = values.flatMap((value) => /\d\s*(\p{L}+)\s*$/u.exec(value)?.[1]?.toLowerCase() ?? []);
  const isUnclear = suffixes.length > 0 && suffixes.every((suffix) => suffix === 'm' || suffix === 't');
  if (isUnclear && !values.some((value) => /\p{Sc}/u.test(value))) {
    return { kind: 'unclear', between: `'${suffixes[0]}' may be a unit, or millions or trillions` };
  }
  return { kind: 'number', decimal };
}

const KINDS: readonly UnitKind[] = ['duration', 'distance', 'speed', 'weight', 'temperature', 'volume'];

/** What to call a unit whose letter is several. */
const FULL_NAMES: Readonly<Partial<Record<UnitKind, string>>> = { duration: 'min', distance: 'metre' };

function quantityForm(values: readonly string[]): TextForm | undefined {
  const bareShare = share(values, (value) => PLAIN.test(value));
  if (bareShare > 0.5) return undefined;
  for (const kind of KINDS) {
    const unit = commonUnit(values, kind);
    if (unit === undefined) continue;
    const style = { unit, kind, bare: unit, clock: 'h:mm', decimal: '.' } as const;
    if (share(values, (value) => readQuantity(value, style) !== undefined) < NEARLY_ALL) continue;
    return { kind: 'quantity', unit, bareShare };
  }
  return undefined;
}

/** The unit of a kind that most values name; hours and minutes where there are clock times alone. */
function commonUnit(values: readonly string[], kind: UnitKind): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    const text = value.replace(/\s+per\s+/gi, '/').replace(/\s*\/\s*/g, '/');
    const name = /[\d.]\s*([\p{L}°µμ]+(?:\/\p{L}+)?|["″'′])/u.exec(text)?.[1]?.toLowerCase();
    if (name !== undefined && unitKinds(name).includes(kind)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (best === undefined) {
    return kind === 'duration' && values.every((value) => /^\s*\d+:\d\d(:\d\d)?\s*$/.test(value)) ? 'min' : undefined;
  }
  return unitKinds(best[0]).length > 1 ? FULL_NAMES[kind] : best[0];
}

function dateForm(values: readonly string[]): TextForm | undefined {
  const shareOf = (order: DateStyle['order']) => {
    const reader = readerOf({ order, zone: 'UTC', formats: [] });
    return share(values, (value) => reader.read(value) !== undefined);
  };
  if (shareOf('none') >= NEARLY_ALL) return { kind: 'date', order: 'none' };
  const [byDay, byMonth] = [shareOf('day') >= NEARLY_ALL, shareOf('month') >= NEARLY_ALL];
  if (byDay && byMonth) return { kind: 'unclear', between: 'its dates may begin with the day or with the month' };
  if (!byDay && !byMonth) return undefined;
  return { kind: 'date', order: byDay ? 'day' : 'month' };
}

function share(values: readonly string[], isSo: (value: string) => boolean): number {
  let count = 0;
  for (const value of values) if (isSo(value)) count += 1;
  return count / values.length;
}
