/** How numbers are written. */
export interface NumberStyle {
  /** What stands in front of fractions. The other one, spaces and apostrophes group digits. */
  readonly decimal: '.' | ',';
  /** What `12%` is: a share (0.12) or the number that is written (12). */
  readonly percent: 'share' | 'number';
}

// Codes in use, and what people write for some of them.
const CURRENCY_WORDS = ['kr', 'zł', 'kč', 'ft', 'rs', 'lei', 'fr', 'руб', 'лв'];
const CURRENCY = new Set([...Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()), ...CURRENCY_WORDS]);

const MAGNITUDES: ReadonlyMap<string, number> = new Map([
  ...['k', 'thousand'].map((word) => [word, 1e3] as const),
  ...['m', 'mn', 'mio', 'mil', 'million', 'millions'].map((word) => [word, 1e6] as const),
  ...['b', 'bn', 'billion', 'billions'].map((word) => [word, 1e9] as const),
  ...['t', 'tn', 'trillion', 'trillions'].map((word) => [word, 1e12] as const),
]);

const PERCENT: ReadonlyMap<string, number> = new Map([
  ...['%', 'percent', 'pct'].map((word) => [word, 100] as const),
  ['‰', 1000],
]);

/**
 * A number in one of the ways people write them: `1,234.50`, `(1 234)` and `12-` for negative ones, `$5`, `EUR 3`,
 * `12 %`, `1.5k`, `3 million`, `2e6`. Undefined for anything else, digits that are grouped in no known way among them:
 * `1,5` is no number where the decimal sign is a point.
 */
export function readNumber(text: string, style: NumberStyle): number | undefined {
  let rest = plain(text);
  const inParentheses = /^\((.*)\)$/.exec(rest);
  if (inParentheses !== null) rest = inParentheses[1]!.trim();
  const match = /^([^\d.,]*)((?:[.,]?\d)[\d.,' _]*(?:e[+-]?\d+)?)(.*)$/.exec(rest.toLowerCase());
  if (match === null) return undefined;
  const before = signAndWords(match[1]!);
  const after = signAndWords(match[3]!);
  if (before === undefined || after === undefined || before.signs + after.signs > 1) return undefined;
  let value = readDigits(match[2]!.trim(), style.decimal);
  if (value === undefined) return undefined;
  if (before.words.some((word) => !isCurrency(word))) return undefined;
  let scales = 0;
  for (const word of after.words) {
    const [magnitude, percent] = [MAGNITUDES.get(word), PERCENT.get(word)];
    if (isCurrency(word)) continue;
    if ((magnitude === undefined && percent === undefined) || ++scales > 1) return undefined;
    if (magnitude !== undefined) value *= magnitude;
    else if (style.percent === 'share' || percent === 1000) value /= style.percent === 'share' ? percent! : 10;
  }
  const isNegative = before.isNegative || after.isNegative;
  if (isNegative && inParentheses !== null) return undefined;
  return isNegative || inParentheses !== null ? -value : value;
}

/** Digits with their groups: `1,234,567.5`, `1 234 567,5` (decimal comma), `12,34,567`, `.5`, `2e6`. */
export function readDigits(text: string, decimal: '.' | ','): number | undefined {
  const [mantissa, exponent = '0'] = text.split('e');
  const parts = mantissa!.split(decimal);
  if (parts.length > 2) return undefined;
  const [whole = '', fraction = ''] = parts;
  if (!/^\d*$/.test(fraction) || (whole === '' && fraction === '')) return undefined;
  if (!/^\d*$/.test(whole) && !isGrouped(whole, decimal)) return undefined;
  return Number(`${whole.replace(/\D/g, '') || '0'}.${fraction || '0'}e${exponent}`);
}

function isGrouped(whole: string, decimal: '.' | ','): boolean {
  const separator = /\D/.exec(whole)![0];
  if (separator === decimal) return false;
  const [first, ...groups] = whole.split(separator);
  if (first === '' || first!.length > 3 || !/^\d+$/.test(first!)) return false;
  if (groups.every((group) => /^\d{3}$/.test(group))) return true;
  // The Indian way: lakh and crore.
  const last = groups.pop()!;
  return (
    separator === ',' && first!.length <= 2 && /^\d{3}$/.test(last) && groups.every((group) => /^\d{2}$/.test(group))
  );
}

/** Without white space at the ends, with plain signs, spaces and digits. */
export function plain(text: string): string {
  const trimmed = text.trim();
  if (/^[\x20-\x7e]*$/.test(trimmed)) return trimmed;
  return trimmed
    .normalize('NFKC')
    .replace(/[\u2212\u2012\u2013]/g, '-')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

function signAndWords(text: string): { signs: number; isNegative: boolean; words: readonly string[] } | undefined {
  const signs = text.match(/[+-]/g) ?? [];
  if (signs.length > 1) return undefined;
  const words = text.replace(/[+-]/g, ' ').match(/\p{L}*\p{Sc}|\p{L}+\.?|%|‰|\S/gu) ?? [];
  return { signs: signs.length, isNegative: signs[0] === '-', words: words.map((word) => word.replace(/\.$/, '')) };
}

function isCurrency(word: string): boolean {
  return /^\p{L}{0,3}\p{Sc}$/u.test(word) || CURRENCY.has(word);
}
