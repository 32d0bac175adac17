import type { ProfileResult, WarningCode } from '../profile/profile-result.ts';
import type { FeatureUse } from './feature-uses.ts';

const FEW_ROWS = 200;

/** Warnings of a profile that say more than the plan's own reasons do. */
const TOLD: ReadonlySet<WarningCode> = new Set([
  'TARGET_MISSING',
  'TARGET_IMBALANCED',
  'MOSTLY_MISSING',
  'INFINITE',
  'MISSING_AS_TEXT',
  'NUMBERS_AS_TEXT',
]);

/** What is wrong with the target and with columns that are used, and the columns left out that may surprise. */
export function profileWarnings(
  target: ProfileResult,
  features: ProfileResult,
  leftOut: readonly Extract<FeatureUse, { kind: 'leftOut' }>[],
): string[] {
  const gone = new Set(leftOut.map(({ column }) => column));
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
