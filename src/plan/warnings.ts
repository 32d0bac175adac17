import type { ProfileResult, WarningCode } from '../profile/profile-result.ts';
import type { SplitSummary } from '../source/split.ts';
import type { LeftOut } from './feature-uses.ts';

const FEW_ROWS = 200;

/** Warnings of a profile that say more than the plan's own reasons do. */
const TOLD: ReadonlySet<WarningCode> = new Set([
  'TARGET_MISSING',
  'TARGET_IMBALANCED',
  'MOSTLY_MISSING',
  'INFINITE',
  'MISSING_AS_TEXT',
  'NUMBERS_AS_TEXT',
  'DATES_AS_TEXT',
]);

/** What is wrong with the target and with columns that are used, and the columns left out that may surprise. */
export function profileWarnings(
  name: string,
  target: ProfileResult,
  features: ProfileResult,
  leftOut: readonly LeftOut[],
): string[] {
  const gone = new Set([name, ...leftOut.map(({ column }) => column)]);
  return [
    ...target.warnings.filter(({ code }) => TOLD.has(code)).map(({ message }) => message),
    ...leftOut.filter(({ isWarning }) => isWarning).map(({ column, reason }) => `'${column}' is left out: ${reason}`),
    ...features.warnings
      .filter(({ code, column }) => TOLD.has(code) && !(column !== undefined && gone.has(column)))
      .map(({ message }) => message),
  ];
}

export function fewRowsWarnings(trainRows: number): string[] {
  return trainRows < FEW_ROWS ? [`${trainRows} training rows are few: expect another result on other rows`] : [];
}

/** Classes that one side of the split has no row of. */
export function unsharedClasses(summary: SplitSummary | undefined): string[] {
  return (summary?.classes ?? [])
    .filter(({ rows }) => rows.train === 0 || rows.test === 0)
    .map(({ value, rows }) =>
      rows.train === 0
        ? `class '${value}' has no training rows: it can't be learnt`
        : `class '${value}' has no test rows: whether it is learnt was not measured`,
    );
}

/** Rows that are the same in every column. They stay: that two things are alike is no fault. */
export function repeatedRowsWarnings(summary: SplitSummary | undefined): string[] {
  const repeated = summary?.repeatedRowCount ?? 0;
  if (repeated === 0) return [];
  const rows = repeated === 1 ? '1 row repeats another' : `${repeated} rows repeat others`;
  return [`${rows} in every column, and none is dropped: if that is a mistake, use dropDuplicates`];
}
