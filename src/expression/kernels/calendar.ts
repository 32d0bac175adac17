import { civilFromDays, daysFromCivil, MICROSECONDS_PER_DAY } from '../civil.ts';
import { type BooleanVector, FALSE, type NumberVector, TRUE, UNKNOWN } from '../vector.ts';

// Dividing microseconds below 2^53 by an hour or a day and rounding down is exact: the quotient just below a whole
// number is further from it than float64 rounds.

/** A part of the calendar or the clock, in UTC, as a number. A loop for each: see `arithmetic.ts`. */
export function calendarPart(part: string, operand: NumberVector, rowCount: number): NumberVector {
  const { values: instants, stride: s } = operand;
  const out = new Float64Array(rowCount);
  switch (part) {
    case 'epochSeconds':
      for (let i = 0; i < rowCount; i++) out[i] = instants[i * s]! / 1e6;
      break;
    case 'hour':
      for (let i = 0; i < rowCount; i++) out[i] = clockPart(instants[i * s]!, 3600e6, 24);
      break;
    case 'minute':
      for (let i = 0; i < rowCount; i++) out[i] = clockPart(instants[i * s]!, 60e6, 60);
      break;
    case 'second':
      for (let i = 0; i < rowCount; i++) out[i] = clockPart(instants[i * s]!, 1e6, 60);
      break;
    case 'dayOfWeek':
      for (let i = 0; i < rowCount; i++) out[i] = dayOfWeek(instants[i * s]!);
      break;
    case 'year':
      for (let i = 0; i < rowCount; i++) out[i] = year(instants[i * s]!);
      break;
    case 'quarter':
      for (let i = 0; i < rowCount; i++) out[i] = Math.floor((month(instants[i * s]!) + 2) / 3);
      break;
    case 'month':
      for (let i = 0; i < rowCount; i++) out[i] = month(instants[i * s]!);
      break;
    case 'day':
      for (let i = 0; i < rowCount; i++) out[i] = dayOfMonth(instants[i * s]!);
      break;
    case 'dayOfYear':
      for (let i = 0; i < rowCount; i++) out[i] = dayOfYear(instants[i * s]!);
      break;
  }
  return { type: 'number', values: out, stride: 1, nonFinite: undefined };
}

/** Saturday or Sunday. */
export function weekend(operand: NumberVector, rowCount: number): BooleanVector {
  const { values: instants, stride: s } = operand;
  const out = new Uint8Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const day = dayOfWeek(instants[i * s]!);
    out[i] = day >= 5 ? TRUE : day < 5 ? FALSE : UNKNOWN;
  }
  return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
}

/** Whole units since the epoch, and of them what is left of a cycle. NaN stays NaN. */
function clockPart(instant: number, unit: number, cycle: number): number {
  const units = Math.floor(instant / unit);
  return units - Math.floor(units / cycle) * cycle;
}

/** 0 = Monday; 1970-01-01 was a Thursday. */
function dayOfWeek(instant: number): number {
  const days = Math.floor(instant / MICROSECONDS_PER_DAY) + 3;
  return days - Math.floor(days / 7) * 7;
}

function year(instant: number): number {
  return Number.isNaN(instant) ? instant : civil(instant) >> 9;
}

function month(instant: number): number {
  return Number.isNaN(instant) ? instant : (civil(instant) >> 5) & 15;
}

function dayOfMonth(instant: number): number {
  return Number.isNaN(instant) ? instant : civil(instant) & 31;
}

function dayOfYear(instant: number): number {
  const days = Math.floor(instant / MICROSECONDS_PER_DAY);
  return Number.isNaN(instant) ? instant : days - daysFromCivil(year(instant), 1, 1) + 1;
}

function civil(instant: number): number {
  return civilFromDays(Math.floor(instant / MICROSECONDS_PER_DAY));
}
