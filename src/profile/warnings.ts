import type {
  ColumnFlag,
  ColumnProfile,
  Count,
  ProfileWarning,
  TargetProfile,
  ValueCount,
  WarningCode,
} from './profile-result.ts';

/** Texts that people write for a missing value, in lower case. */
const MISSING_TEXTS = new Set(['', 'nan', 'na', 'n/a', '#n/a', 'null', 'nil', '?', '-', '--', '.', 'missing']);
/** A number with or without a unit behind it: '22', '1,200.5', '3e-4', '22 minutes', '4 %'. */
const NUMBER_TEXT = /^[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?(e[-+]?\d+)?\s*(%|[a-z]{1,12})?$/i;
/** Fewer different numbers than this may well be categories. */
const FEWEST_NUMBERS = 20;
const RARE_CLASS = 0.1;

const FLAG_WARNINGS: Readonly<Record<ColumnFlag, { code: WarningCode; text: string }>> = {
  allMissing: { code: 'ALL_MISSING', text: 'has no value at all' },
  mostlyMissing: { code: 'MOSTLY_MISSING', text: 'is missing in more than half of the rows' },
  constant: { code: 'CONSTANT', text: 'holds a single value' },
  identifier: { code: 'IDENTIFIER', text: 'has another value in every row, as an identifier has' },
  infinite: { code: 'INFINITE', text: 'holds infinite numbers, which training refuses' },
};

/** values: all values of the column, where they are few enough to list. */
export function columnWarnings(profile: ColumnProfile, values: readonly ValueCount[] | undefined): ProfileWarning[] {
  const { name, flags } = profile;
  const warnings = flags.map((flag): ProfileWarning => {
    const { code, text } = FLAG_WARNINGS[flag];
    return { code, column: name, message: `'${name}' ${text}` };
  });
  if (profile.type !== 'utf8' || values === undefined) return warnings;
  const missing = values.filter(({ value }) => MISSING_TEXTS.has(String(value).trim().toLowerCase()));
  if (missing.length > 0) {
    const shown = missing.slice(0, 3).map(({ value }) => `'${value}'`);
    const rows = rowsText(total(missing));
    const message = `'${name}' says ${shown.join(', ')} in ${rows}: a missing value written as text`;
    warnings.push({ code: 'MISSING_AS_TEXT', column: name, message });
  }
  const present = values.filter((value) => !missing.includes(value));
  const numbers = present.filter(({ value }) => NUMBER_TEXT.test(String(value).trim()));
  if (numbers.length >= FEWEST_NUMBERS && total(numbers) >= 0.9 * total(present)) {
    const message = `'${name}' holds numbers written as text ('${numbers[0]!.value}')`;
    warnings.push({ code: 'NUMBERS_AS_TEXT', column: name, message });
  }
  return warnings;
}

export function rowWarnings(duplicates: Count, rowCount: number): ProfileWarning[] {
  if (duplicates.count === 0) return [];
  const share = ((100 * duplicates.count) / rowCount).toFixed(1);
  const about = duplicates.exact ? '' : 'about ';
  const verb = duplicates.count === 1 ? 'repeats' : 'repeat';
  const message = `${about}${rowsText(duplicates.count)} (${share} %) ${verb} an earlier row in every column`;
  return [{ code: 'DUPLICATE_ROWS', message }];
}

export function targetWarnings({ name, classes, missingCount }: TargetProfile): ProfileWarning[] {
  const warnings: ProfileWarning[] = [];
  if (missingCount > 0) {
    const message = `the target '${name}' is missing in ${rowsText(missingCount)}: they can neither train nor test`;
    warnings.push({ code: 'TARGET_MISSING', column: name, message });
  }
  if (classes === undefined) return warnings;
  if (classes.length === 1) {
    const message = `the target '${name}' has a single value: there is nothing to learn`;
    warnings.push({ code: 'TARGET_CONSTANT', column: name, message });
  }
  const rare = classes.filter(({ share }) => share < RARE_CLASS);
  if (rare.length > 0) {
    const shown = rare.slice(-3).map(({ class: label, share }) => `'${label}' ${(100 * share).toPrecision(2)} %`);
    const more = rare.length > 3 ? `, and ${rare.length - 3} more` : '';
    const message = `classes below 10 % of the rows: ${shown.join(', ')}${more}; accuracy says little about them`;
    warnings.push({ code: 'TARGET_IMBALANCED', column: name, message });
  }
  return warnings;
}

function total(values: readonly ValueCount[]): number {
  return values.reduce((sum, { count }) => sum + count, 0);
}

function rowsText(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'row' : 'rows'}`;
}
