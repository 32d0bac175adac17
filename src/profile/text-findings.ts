import type { ColumnProfile, ProfileWarning, ValueCount } from './profile-result.ts';

/** Texts that people write for a missing value, in lower case. */
const MISSING_TEXTS = new Set(['', 'nan', 'na', 'n/a', '#n/a', 'null', 'nil', '?', '-', '--', '.', 'missing']);
/** A number with or without a unit or a currency: '22', '1,200.5', '3e-4', '$12', '22 minutes', '4 %'. */
const NUMBER_TEXT = /^[-+]?[$€£¥]?\s*(\d{1,3}(,\d{3})+|\d+)(\.\d*)?(e[-+]?\d+)?\s*([%€£]|[a-z]{1,12})?$/i;
const DATE_TEXTS = [
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ]\d{1,2}:\d{2}.*)?$/,
  /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( \d{1,2}:\d{2}.*)?$/,
  /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}$/i,
  /^\d{1,2}[- ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[- ]\d{2,4}$/i,
];
/** Fewer different numbers than this may well be categories. */
const FEWEST_NUMBERS = 20;
const FEWEST_DATES = 5;
const MOST_SHOWN = 3;

/** What the values of a column of text may be besides text. values: the listed ones, most frequent first. */
export function textWarnings(profile: ColumnProfile, values: readonly ValueCount[]): ProfileWarning[] {
  const { name, role, texts } = profile;
  const warnings: ProfileWarning[] = [];
  const warn = (code: ProfileWarning['code'], message: string) => warnings.push({ code, column: name, message });
  const missing = values.filter(({ value }) => MISSING_TEXTS.has(String(value).trim().toLowerCase()));
  if (missing.length > 0) {
    const shown = missing.slice(0, MOST_SHOWN).map(({ value }) => `'${value}'`);
    warn(
      'MISSING_AS_TEXT',
      `'${name}' says ${shown.join(', ')} in ${rowsText(total(missing))}: a missing value written as text`,
    );
  }
  const present = values.filter((value) => !missing.includes(value));
  const like = (pattern: RegExp) => present.filter(({ value }) => pattern.test(String(value).trim()));
  const numbers = like(NUMBER_TEXT);
  if (numbers.length >= FEWEST_NUMBERS && total(numbers) >= 0.9 * total(present)) {
    warn('NUMBERS_AS_TEXT', `'${name}' holds numbers written as text ('${numbers[0]!.value}')`);
  }
  const dates = DATE_TEXTS.flatMap(like);
  if (dates.length >= FEWEST_DATES && total(dates) >= 0.9 * total(present)) {
    warn('DATES_AS_TEXT', `'${name}' holds dates written as text ('${dates[0]!.value}')`);
  }
  const similar = role === 'text' ? [] : similarValues(present);
  if (similar.length > 0) {
    const shown = similar.slice(0, MOST_SHOWN).map((group) => group.map(({ value }) => `'${value}'`).join(' and '));
    const more = similar.length > MOST_SHOWN ? `, and ${similar.length - MOST_SHOWN} more` : '';
    warn(
      'SIMILAR_VALUES',
      `'${name}' has values that differ in case, spaces or marks alone: ${shown.join(', ')}${more}`,
    );
  }
  if (texts !== undefined && texts.paddedCount > 0 && similar.length === 0 && missing.length === 0) {
    warn('PADDED_TEXT', `'${name}' begins or ends with a space in ${rowsText(texts.paddedCount)}`);
  }
  return warnings;
}

/** Values that are one when case, spaces, hyphens, accents and forms of characters are not told apart. */
function similarValues(values: readonly ValueCount[]): ValueCount[][] {
  const groups = new Map<string, ValueCount[]>();
  for (const value of values) {
    const folded = String(value.value)
      .normalize('NFKD')
      .replace(/[\p{M}\s_.-]+/gu, '')
      .toLowerCase();
    // What has no letter differs by its marks: -1 and 1, 1.5 and 15.
    if (!/\p{L}/u.test(folded)) continue;
    const group = groups.get(folded);
    if (group === undefined) groups.set(folded, [value]);
    else group.push(value);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

export function total(values: readonly ValueCount[]): number {
  return values.reduce((sum, { count }) => sum + count, 0);
}

export function rowsText(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'row' : 'rows'}`;
}
