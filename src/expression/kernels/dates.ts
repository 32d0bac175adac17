import { civilFromDays, daysFromCivil, MICROSECONDS_PER_DAY } from '../civil.ts';
import { numberResult } from '../nonfinite.ts';
import { Zone } from '../reading/zone.ts';
import { type BooleanVector, FALSE, type NumberVector, TRUE, UNKNOWN } from '../vector.ts';

/** Microseconds of the units that always last as long. */
const FIXED: Readonly<Record<string, number>> = {
  microsecond: 1,
  millisecond: 1e3,
  second: 1e6,
  minute: 60e6,
  hour: 3600e6,
  day: MICROSECONDS_PER_DAY,
  week: 7 * MICROSECONDS_PER_DAY,
};
/** As far from 1970 as JavaScript's dates go, in microseconds. */
const FURTHEST = 8.64e18;
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** The ISO week of the year (1 to 53), or the days of the month. */
export function datePart(operation: 'week' | 'daysInMonth', operand: NumberVector, rowCount: number): NumberVector {
  const part = operation === 'week' ? isoWeek : daysInMonth;
  return mapInstants('number', operand, rowCount, part);
}

export function isLeapYear(operand: NumberVector, rowCount: number): BooleanVector {
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const instant = operand.values[i * operand.stride]!;
    if (Number.isNaN(instant)) out[i] = UNKNOWN;
    else out[i] = daysInYear(civil(instant) >> 9) === 366 ? TRUE : FALSE;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

/**
 * Later by a number of units, negative for earlier. Months keep the day, or take the last of a month that lacks it;
 * fractions of a month are dropped.
 */
export function addTime(operand: NumberVector, count: NumberVector, unit: string, rowCount: number): NumberVector {
  const out = new Float64Array(rowCount);
  const fixed = FIXED[unit];
  for (let i = 0; i < rowCount; i++) {
    const instant = operand.values[i * operand.stride]!;
    const units = count.values[i * count.stride]!;
    if (fixed !== undefined) out[i] = Math.round(instant + units * fixed);
    else if (Number.isNaN(instant) || !Number.isFinite(units)) out[i] = Number.NaN;
    else out[i] = addMonths(instant, Math.trunc(units) * MONTHS[unit]!);
    if (Math.abs(out[i]!) > FURTHEST) out[i] = Number.NaN;
  }
  return { ...numberResult(out, [operand, count], rowCount), type: 'datetime' };
}

/** `later` minus `earlier`: in fractions of units that last as long each, in whole ones gone by of months and years. */
export function difference(later: NumberVector, earlier: NumberVector, unit: string, rowCount: number): NumberVector {
  const fixed = FIXED[unit];
  return pairs(later, earlier, rowCount, (a, b) =>
    fixed !== undefined ? (a - b) / fixed : Math.trunc(monthsBetween(a, b) / MONTHS[unit]!) + 0,
  );
}

/** Whole years, months or days gone by, as people count their age. Negative where `at` is before `from`. */
export function age(at: NumberVector, from: NumberVector, unit: string, rowCount: number): NumberVector {
  return pairs(at, from, rowCount, (a, b) => {
    if (unit === 'day') return Math.floor(a / MICROSECONDS_PER_DAY) - Math.floor(b / MICROSECONDS_PER_DAY);
    const midnights = [a, b].map((instant) => Math.floor(instant / MICROSECONDS_PER_DAY) * MICROSECONDS_PER_DAY);
    return Math.trunc(monthsBetween(midnights[0]!, midnights[1]!) / MONTHS[unit]!) + 0;
  });
}

/** The beginning of the unit that an instant is in, in UTC. Weeks begin on Monday. */
export function truncate(operand: NumberVector, unit: string, rowCount: number): NumberVector {
  return mapInstants('datetime', operand, rowCount, (instant) => {
    const size = MONTHS[unit];
    if (size !== undefined) {
      const packed = civil(instant);
      const month = ((packed >> 5) & 15) - 1;
      return daysFromCivil(packed >> 9, month - (month % size) + 1, 1) * MICROSECONDS_PER_DAY;
    }
    // 1970-01-01 was a Thursday.
    const shift = unit === 'week' ? 3 * MICROSECONDS_PER_DAY : 0;
    return Math.floor((instant + shift) / FIXED[unit]!) * FIXED[unit]! - shift;
  });
}

// The years that clocks are known of; a day less, since a zone may be ahead.
const YEAR_1000 = (daysFromCivil(1000, 1, 1) + 1) * MICROSECONDS_PER_DAY;
const YEAR_9999 = (daysFromCivil(9999, 12, 31) - 1) * MICROSECONDS_PER_DAY;

const zones = new Map<string, Zone>();

/** Whether there is a zone of this IANA name. */
export function isZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

/** A zone's wall clock as if it were UTC, or the instant that such a clock shows; missing outside of 1000 to 9999. */
export function shiftZone(
  operation: 'toZone' | 'fromZone',
  operand: NumberVector,
  name: string,
  rowCount: number,
): NumberVector {
  const zone = zoneOf(name);
  return mapInstants('datetime', operand, rowCount, (instant) => {
    if (instant < YEAR_1000 || instant > YEAR_9999) return Number.NaN;
    const milliseconds = Math.floor(instant / 1000);
    const rest = instant - milliseconds * 1000;
    return (operation === 'toZone' ? zone.wallOf(milliseconds) : zone.instantOf(milliseconds)) * 1000 + rest;
  });
}

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = new Zone(name);
    zones.set(name, zone);
  }
  return zone;
}

function isoWeek(instant: number): number {
  const days = Math.floor(instant / MICROSECONDS_PER_DAY);
  // The week belongs to the year that its Thursday is in.
  const weekday = days + 3 - Math.floor((days + 3) / 7) * 7;
  const thursday = days - weekday + 3;
  const year = civilFromDays(thursday) >> 9;
  return Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1;
}

function daysInMonth(instant: number): number {
  const packed = civil(instant);
  return monthLength(packed >> 9, (packed >> 5) & 15);
}

function monthLength(year: number, month: number): number {
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return next - daysFromCivil(year, month, 1);
}

function daysInYear(year: number): number {
  return daysFromCivil(year + 1, 1, 1) - daysFromCivil(year, 1, 1);
}

function addMonths(instant: number, months: number): number {
  const days = Math.floor(instant / MICROSECONDS_PER_DAY);
  const packed = civilFromDays(days);
  const total = (packed >> 9) * 12 + ((packed >> 5) & 15) - 1 + months;
  // Beyond what microseconds can say the instant is none.
  if (Math.abs(total) > 12 * 300_000) return Number.NaN;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const day = Math.min(packed & 31, monthLength(year, month));
  return instant + (daysFromCivil(year, month, day) - days) * MICROSECONDS_PER_DAY;
}

/** Whole months from b to a: as many as can be added to b without passing a. */
function monthsBetween(a: number, b: number): number {
  const [pa, pb] = [civil(a), civil(b)];
  const months = ((pa >> 9) - (pb >> 9)) * 12 + ((pa >> 5) & 15) - ((pb >> 5) & 15);
  if (months > 0 && addMonths(b, months) > a) return months - 1;
  return months < 0 && addMonths(b, months) < a ? months + 1 : months;
}

function civil(instant: number): number {
  return civilFromDays(Math.floor(instant / MICROSECONDS_PER_DAY));
}

function mapInstants(
  type: 'number' | 'datetime',
  operand: NumberVector,
  rowCount: number,
  map: (instant: number) => number,
): NumberVector {
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const instant = operand.values[i * operand.stride]!;
    out[i] = Number.isNaN(instant) ? instant : map(instant);
  }
  return { type, values: out, stride: 1, nonFinite: undefined };
}

function pairs(
  left: NumberVector,
  right: NumberVector,
  rowCount: number,
  measure: (a: number, b: number) => number,
): NumberVector {
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const a = left.values[i * left.stride]!;
    const b = right.values[i * right.stride]!;
    out[i] = Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : measure(a, b);
  }
  return { type: 'number', values: out, stride: 1, nonFinite: undefined };
}
