/** How numbers are written for people, in the report and on the terminal. */

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** What stands where there is no number: an undefined metric, an empty cell. */
export const NO_VALUE = '–';

/** A count with thousands separators: 1,110. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? grouped.format(count) : NO_VALUE;
}

/**
 * Any number at a readable precision: integers in full up to 15 digits, others with `digits` significant digits
 * (default 4), and powers of ten outside 1e-4 … 1e15.
 */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NO_VALUE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(Math.max(0, digits - 2));
  if (Number.isInteger(value) || size >= 10 ** (digits - 1)) return grouped.format(value);
  return new Intl.NumberFormat('en-GB', { maximumSignificantDigits: digits }).format(value);
}

/**
 * A score between -1 and 1 with fixed digits (default 4). It is never rounded up to a perfect score or down to none:
 * 0.99996 is written 0.99996, not 1.0000.
 */
export function formatScore(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  for (let places = digits; places < 12; places++) {
    const text = value.toFixed(places);
    const rounded = Number(text);
    const lies = (rounded === 0 && value !== 0) || (Math.abs(rounded) === 1 && Math.abs(value) !== 1);
    if (!lies) return rounded === 0 ? text.replace('-', '') : text;
  }
  return String(value);
}

/** A share of 1 as a percentage with a sensible number of digits: 13.4 %, 0.02 %, 100 %. */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NO_VALUE;
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return '< 0.01 %';
  if (percent > 99.99 && percent < 100) return '> 99.99 %';
  return `${percent.toFixed(percent < 1 || percent > 99 ? 2 : 1)} %`;
}

/** Seconds as a person says them: 0.4 ms, 320 ms, 4.2 s, 3 min 20 s, 2 h 5 min. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return NO_VALUE;
  if (seconds < 0.001) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${grouped.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** Bytes in binary units: 812 B, 34.5 MiB, 1.20 GiB. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return NO_VALUE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = unit === 0 ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0;
  return `${size.toFixed(digits)} ${units[unit]}`;
}
