/**
 * Civil-calendar arithmetic on whole numbers, in the proleptic Gregorian calendar and UTC. The two conversions follow
 * Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": years begin in March, so the leap day comes last,
 * and an era is 400 years or 146,097 days.
 */

export const MICROSECONDS_PER_DAY = 86_400e6;

/** Days from 1970-01-01 to the given date. `month` is 1 to 12, `day` 1 to 31. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/**
 * The date of a day, packed as `year × 512 + month × 32 + day`: one number, so that loops over columns allocate
 * nothing. Unpack with `year = packed >> 9`, `month = (packed >> 5) & 15`, `day = packed & 31`.
 */
export function civilFromDays(days: number): number {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = (shifted - era * 146_097) | 0;
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) / 365) | 0;
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
  const marchMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const day = dayOfYear - (((153 * marchMonth + 2) / 5) | 0) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 512 + month * 32 + day;
}

const ISO_INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/i;

/**
 * Microseconds since 1970-01-01 UTC of an ISO 8601 date or instant (`2001-01-31`, `2001-01-31 06:00`,
 * `2001-01-31T06:00:00.25+01:00`); without an offset it is UTC. Undefined when it is none.
 */
export function microsecondsFromIso(text: string): number | undefined {
  const match = ISO_INSTANT.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (month! < 1 || month! > 12 || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const days = daysFromCivil(year!, month!, day!);
  const packed = civilFromDays(days);
  if ((packed & 31) !== day) return undefined; // 31 April comes out as 1 May
  const microsecond = Number((match[7] ?? '').padEnd(6, '0'));
  const offsetMinutes = (match[9] === '-' ? -1 : 1) * (Number(match[10] ?? 0) * 60 + Number(match[11] ?? 0));
  return days * MICROSECONDS_PER_DAY + ((hour! * 60 + minute! - offsetMinutes) * 60 + second!) * 1e6 + microsecond;
}

/** ISO 8601 in UTC, with as many digits of a second as it needs: `2001-01-31T06:00:00Z`. */
export function isoFromMicroseconds(microseconds: number): string {
  const days = Math.floor(microseconds / MICROSECONDS_PER_DAY);
  const packed = civilFromDays(days);
  const ofDay = microseconds - days * MICROSECONDS_PER_DAY;
  const seconds = Math.floor(ofDay / 1e6);
  const fraction = ofDay - seconds * 1e6;
  const date = `${pad(packed >> 9, 4)}-${pad((packed >> 5) & 15, 2)}-${pad(packed & 31, 2)}`;
  const time = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return `${date}T${time}${fraction === 0 ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`}Z`;
}

function pad(value: number, width: number): string {
  return value < 0 ? `-${pad(-value, width)}` : String(value).padStart(width, '0');
}
