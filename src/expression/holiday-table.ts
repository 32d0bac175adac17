import Holidays from 'date-holidays';
import { civilFromDays, daysFromCivil } from './civil.ts';

/** The years that holidays are known for. */
export const FIRST_HOLIDAY_YEAR = 1900;
export const LAST_HOLIDAY_YEAR = 2100;

/** The first and the last day of those years, since 1970-01-01. */
export const HOLIDAY_DAYS = [
  daysFromCivil(FIRST_HOLIDAY_YEAR, 1, 1),
  daysFromCivil(LAST_HOLIDAY_YEAR, 12, 31),
] as const;

/** The public holidays of a country or a part of it, each year's made once when a date first asks for it. */
export class HolidayTable {
  readonly #rules: Holidays;
  readonly #names = new Map<number, string>();
  readonly #years = new Set<number>();

  /** @param place country, then state and region, by the short codes of ISO 3166: `['DE', 'BY']` */
  constructor(place: readonly string[]) {
    const [country, state, region] = place as [string, string?, string?];
    this.#rules = new Holidays();
    // Given piece by piece: a missing one is none, where `undefined` would be looked up.
    if (region !== undefined) this.#rules.init(country, state!, region, { types: ['public'] });
    else if (state !== undefined) this.#rules.init(country, state, { types: ['public'] });
    else this.#rules.init(country, { types: ['public'] });
  }

  /** The name of the holiday on a day since 1970-01-01, in the country's language; undefined when it is none. */
  nameOn(day: number): string | undefined {
    const year = civilFromDays(day) >> 9;
    if (!this.#years.has(year)) this.#addYear(year);
    return this.#names.get(day);
  }

  /** All days of the known years that are a holiday, ascending, since 1970-01-01. */
  allDays(): Int32Array {
    for (let year = FIRST_HOLIDAY_YEAR; year <= LAST_HOLIDAY_YEAR; year++) {
      if (!this.#years.has(year)) this.#addYear(year);
    }
    const [first, last] = HOLIDAY_DAYS;
    return Int32Array.from([...this.#names.keys()].filter((day) => day >= first && day <= last)).sort();
  }

  #addYear(year: number): void {
    this.#years.add(year);
    for (const { date, end, start, name } of this.#rules.getHolidays(year)) {
      const [y, m, d] = date.slice(0, 10).split('-').map(Number);
      const first = daysFromCivil(y!, m!, d!);
      const count = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
      for (let day = first; day < first + count; day++) if (!this.#names.has(day)) this.#names.set(day, name);
    }
  }
}

const tables = new Map<string, HolidayTable>();

/** The table of a place, made once. */
export function holidayTable(place: readonly string[]): HolidayTable {
  const key = place.join('\n');
  let table = tables.get(key);
  if (table === undefined) {
    table = new HolidayTable(place);
    tables.set(key, table);
  }
  return table;
}

/** What the place can be: why it can't, and what can, if there is no such place. */
export function holidayPlaceFault(place: readonly string[]): string | undefined {
  const known = new Holidays();
  let choices: object | undefined = known.getCountries();
  for (const [i, part] of place.entries()) {
    if (choices === undefined || !Object.hasOwn(choices, part)) {
      const within = place.slice(0, i).join('-');
      const names = choices === undefined ? [] : Object.keys(choices);
      if (names.length === 0) return `${within} has no parts with holidays of their own`;
      return `${i === 0 ? 'countries are' : `parts of ${within} are`} ${names.slice(0, 60).join(', ')}`;
    }
    choices = i === 0 ? known.getStates(part) : known.getRegions(place[0]!, part);
  }
  return undefined;
}
