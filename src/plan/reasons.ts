import type { LeftOut } from './feature-uses.ts';
import type { PlanReason } from './plan-reason.ts';
import type { Problem } from './problem.ts';

export function problemReason(
  { task, taskReason, positive, positiveReason, balance }: Problem,
  target: string,
): PlanReason {
  if (task === 'regression') return { step: `Learn the number '${target}'`, columns: [target], reason: taskReason };
  if (task === 'ranking') return { step: `Rank by '${target}'`, columns: [target], reason: taskReason };
  if (task === 'multiclass') {
    return { step: `Learn which of ${balance!.length} classes`, columns: [target], reason: taskReason };
  }
  const reason = `${taskReason}; '${positive}' is the positive class: ${positiveReason}`;
  return { step: `Learn which of two classes, positive '${positive}'`, columns: [target], reason };
}

export function missingTargetReasons(rows: number, target: string): PlanReason[] {
  if (rows === 0) return [];
  const step = `Leave out ${rows} ${rows === 1 ? 'row' : 'rows'} without a target`;
  return [{ step, columns: [target], reason: 'they can neither train nor test' }];
}

/** The columns that are left out, those of one reason together. Derived ones are told with their time column. */
export function leftOutReasons(leftOut: readonly LeftOut[], derived: ReadonlySet<string>): PlanReason[] {
  return leftOut
    .filter(({ column }) => !derived.has(column))
    .map(({ column, reason }) => ({ step: `Leave out '${column}'`, columns: [column], reason }));
}

export function calendarReasons(parts: ReadonlyMap<string, readonly string[]>): PlanReason[] {
  return [...parts].map(([time, made]) => ({
    step: `Take ${made.join(' and ')} from '${time}'`,
    columns: [time],
    reason: 'a time itself never comes back; its hours and days do',
  }));
}
