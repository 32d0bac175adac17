import { leakageMessage } from './leakage.ts';
import type {
  ChangeProfile,
  ColumnFlag,
  ColumnProfile,
  Count,
  LeakageFinding,
  ProfileWarning,
  TargetProfile,
  ValueCount,
  WarningCode,
} from './profile-result.ts';
import { rowsText, textWarnings } from './text-findings.ts';

const RARE_CLASS = 0.1;

const FLAG_WARNINGS: Readonly<Record<ColumnFlag, { code: WarningCode; text: string }>> = {
  allMissing: { code: 'ALL_MISSING', text: 'has no value at all' },
  mostlyMissing: { code: 'MOSTLY_MISSING', text: 'is missing in more than half of the rows' },
  constant: { code: 'CONSTANT', text: 'holds a single value' },
  identifier: { code: 'IDENTIFIER', text: 'has another value in every row, as an identifier has' },
  infinite: { code: 'INFINITE', text: 'holds infinite numbers, which training refuses' },
};

/** values: the listed values of the column, most frequent first. */
export function columnWarnings(profile: ColumnProfile, values: readonly ValueCount[]): ProfileWarning[] {
  const { name, flags } = profile;
  const warnings = flags.map((flag): ProfileWarning => {
    const { code, text } = FLAG_WARNINGS[flag];
    return { code, column: name, message: `'${name}' ${text}` };
  });
  return profile.type === 'utf8' ? [...warnings, ...textWarnings(profile, values)] : warnings;
}

export function leakageWarnings(findings: readonly LeakageFinding[], target: string): ProfileWarning[] {
  return findings.map((finding) => ({
    code: finding.code,
    ...(finding.column === undefined ? {} : { column: finding.column }),
    message: leakageMessage(finding, target),
  }));
}

export function changeWarnings(changes: ChangeProfile | undefined): ProfileWarning[] {
  return (changes?.columns ?? [])
    .filter(({ drifts }) => drifts)
    .map(({ column, stability }) => ({
      code: 'DRIFT',
      column,
      message: `'${column}' changes over time (stability index ${stability.toPrecision(2)} between the halves): test on the latest rows`,
    }));
}

export function rowWarnings(duplicates: Count, rowCount: number): ProfileWarning[] {
  if (duplicates.count === 0) return [];
  const percent = (100 * duplicates.count) / rowCount;
  const share = percent < 0.05 ? '< 0.1' : percent.toFixed(1);
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
