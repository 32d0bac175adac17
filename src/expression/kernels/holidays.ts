import { MICROSECONDS_PER_DAY } from '../civil.ts';
import { HOLIDAY_DAYS, holidayTable } from '../holiday-table.ts';
import { type BooleanVector, FALSE, type NumberVector, type TextVector, TRUE, UNKNOWN } from '../vector.ts';
import { TextWriter } from './text-writer.ts';

const [FIRST_DAY, LAST_DAY] = HOLIDAY_DAYS;

/** The public holidays of a place: their names (missing on other days), or whether a day is one. */
export function holidays(operand: NumberVector, place: readonly string[], rowCount: number) {
  const table = holidayTable(place);
  const { values, stride } = operand;
  /** The day of a row; NaN where it is missing or of a year that is not known. */
  const dayAt = (row: number): number => {
    const day = Math.floor(values[row * stride]! / MICROSECONDS_PER_DAY);
    return day >= FIRST_DAY && day <= LAST_DAY ? day : Number.NaN;
  };
  const names = (): TextVector => {
    const writer = new TextWriter(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const day = dayAt(i);
      const name = Number.isNaN(day) ? undefined : table.nameOn(day);
      if (name === undefined) writer.appendMissing();
      else {
        writer.appendString(name);
        writer.endRow();
      }
    }
    return writer.finish();
  };
  const days = (): BooleanVector => {
    const out = new Uint8Array(rowCount);
    for (let i = 0; i < rowCount; i++) {
      const day = dayAt(i);
      out[i] = Number.isNaN(day) ? UNKNOWN : table.nameOn(day) === undefined ? FALSE : TRUE;
    }
    return { type: 'boolean', values: out, stride: 1, nonFinite: undefined };
  };
  return { names, days };
}
