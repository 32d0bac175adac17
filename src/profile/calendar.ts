import type { CalendarProfile } from './profile-result.ts';
import { timeText } from './time-text.ts';

const DAY = 86_400_000_000;
const SHOWN_GAPS = 5;

/** times: [7] of the engine; days: since 1970, ascending, undefined when there are too many. */
export function calendarOf(times: Float64Array, days: Float64Array | undefined): CalendarProfile {
  const [count, , , seconds, minutes, hours, whole] = times as unknown as number[];
  const granularity =
    whole === count
      ? 'day'
      : hours === count
        ? 'hour'
        : minutes === count
          ? 'minute'
          : seconds === count
            ? 'second'
            : 'fraction';
  if (days === undefined) return { granularity };
  const steps = new Map<number, number>();
  for (let i = 1; i < days.length; i++) {
    const step = days[i]! - days[i - 1]!;
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const usual = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
  if (usual === undefined) return { granularity, dayCount: days.length };
  const gaps: { from: string; to: string; days: number }[] = [];
  for (let i = 1; i < days.length; i++) {
    const step = days[i]! - days[i - 1]!;
    if (step <= 2 * usual) continue;
    gaps.push({ from: dayText(days[i - 1]! + 1), to: dayText(days[i]! - 1), days: step - 1 });
  }
  gaps.sort((a, b) => b.days - a.days || (a.from < b.from ? -1 : 1));
  return { granularity, dayCount: days.length, usualStepDays: usual, gaps: gaps.slice(0, SHOWN_GAPS) };
}

function dayText(day: number): string {
  return timeText('date32', day * DAY);
}
