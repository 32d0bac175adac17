import { isNumericType } from '../core/column.ts';
import type { Field } from '../core/schema.ts';
import type { NativeColumn } from '../engine/table-profile.ts';
import { calendarOf } from './calendar.ts';
import { numberProfile } from './number-profile.ts';
import type { ColumnFlag, ColumnProfile, LengthProfile, TextProfile, ValueCount } from './profile-result.ts';
import { timeText } from './time-text.ts';
import { valueOfKey } from './value-of-key.ts';

const TOP_VALUES = 10;
/** With fewer rows all values may differ by chance. */
const FEWEST_IDENTIFIED = 100;

/** A column's values that are surely among the frequent ones, and its profile. */
export interface ColumnResult {
  readonly profile: ColumnProfile;
  readonly values: readonly ValueCount[];
  /** Whether `values` are all there are. */
  readonly allValues: boolean;
}

export function columnResult(field: Field, found: NativeColumn, rowCount: number): ColumnResult {
  const { name, type, role } = field;
  const { missing, isExact, countError } = found;
  const values = valuesOf(field, found);
  const top = values.slice(0, TOP_VALUES);
  const distinct = {
    count: Math.round(found.distinct),
    exact: isExact,
    ...(isExact ? {} : { relativeError: found.relativeError }),
  };
  const profile: ColumnProfile = {
    name,
    type,
    role,
    missingCount: missing,
    missingShare: rowCount === 0 ? 0 : missing / rowCount,
    distinct,
    ...(found.numbers !== undefined && found.numbers.moments[0]! > 0 ? { numbers: numberProfile(found.numbers) } : {}),
    ...timesOf(field, found),
    ...lengthsOf(found.lengths),
    ...(top.length === 0 && !isExact ? {} : { top }),
    ...(isExact || top.length === 0 ? {} : { topError: countError }),
    flags: flagsOf(field, found, rowCount),
  };
  return { profile, values, allValues: isExact && values.length === found.distinct };
}

/** What occurs surely more often than the summary may err; all that is listed while counts are exact. */
function valuesOf({ type }: Field, { keys, counts, texts, isExact, countError }: NativeColumn): ValueCount[] {
  const values: ValueCount[] = [];
  for (const [i, key] of keys.entries()) {
    if (!isExact && counts[i]! <= countError) break;
    values.push({ value: texts?.[i] ?? valueOfKey(type, key), count: counts[i]! });
  }
  return values;
}

function timesOf({ type }: Field, { times, days }: NativeColumn): Pick<ColumnProfile, 'times' | 'calendar'> {
  if (times === undefined || times[0] === 0) return {};
  const text = (at: number) => timeText(type as 'date32' | 'timestamp_us', at);
  return { times: { first: text(times[1]!), last: text(times[2]!) }, calendar: calendarOf(times, days) };
}

function lengthsOf(found: Float64Array | undefined): { lengths?: LengthProfile; texts?: TextProfile } {
  if (found === undefined || found[0] === 0) return {};
  const [count, empty, padded, min, max, sum, squares, leastWords, mostWords, words] = found as unknown as number[];
  const mean = sum! / count!;
  const variance = count! < 2 ? 0 : Math.max(0, squares! - sum! * mean) / (count! - 1);
  return {
    lengths: { min: min!, max: max!, mean, emptyCount: empty! },
    texts: {
      words: { min: leastWords!, max: mostWords!, mean: words! / count! },
      lengthDeviation: Math.sqrt(variance),
      paddedCount: padded!,
    },
  };
}

function flagsOf({ type, role }: Field, found: NativeColumn, rowCount: number): ColumnFlag[] {
  const { missing, distinct, isExact, relativeError, numbers } = found;
  const present = rowCount - missing;
  const flags: ColumnFlag[] = [];
  if (rowCount > 0 && present === 0) flags.push('allMissing');
  else if (missing > rowCount / 2) flags.push('mostlyMissing');
  if (present > 0 && distinct === 1) flags.push('constant');
  const measured = type === 'float32' || type === 'float64' || role === 'text' || role === 'datetime';
  const allDiffer = isExact ? distinct === present : Math.abs(distinct / present - 1) < 3 * relativeError;
  // Numbers that some rows lack and that all differ are measured ones more often than not.
  const keyed = type === 'utf8' || missing === 0;
  if (!measured && keyed && present >= FEWEST_IDENTIFIED && allDiffer) flags.push('identifier');
  if (isNumericType(type) && numbers !== undefined && numbers.positiveInfinities + numbers.negativeInfinities > 0) {
    flags.push('infinite');
  }
  return flags;
}
