import { plain, readDigits } from './numbers.ts';

/** A unit of a kind of quantity. */
interface Unit {
  readonly kind: UnitKind;
  /** How many of the kind's own unit one is. */
  readonly factor: number;
  /** What a scale shows where water freezes; 0 of all that are no temperature. */
  readonly zero: number;
}

export type UnitKind = 'duration' | 'distance' | 'speed' | 'weight' | 'temperature' | 'volume';

const NAMES: Readonly<Record<UnitKind, Readonly<Record<string, number>>>> = {
  // In seconds. A month and a year are the Gregorian calendar's mean ones.
  duration: {
    'ns nanosecond nanoseconds': 1e-9,
    'us µs μs microsecond microseconds': 1e-6,
    'ms msec millisecond milliseconds': 1e-3,
    's sec secs second seconds': 1,
    'm min mins minute minutes': 60,
    'h hr hrs hour hours': 3600,
    'd day days': 86_400,
    'w wk wks week weeks': 604_800,
    'mo mos mth month months': 2_629_746,
    'y yr yrs year years': 31_556_952,
  },
  // In metres.
  distance: {
    'mm millimetre millimetres millimeter millimeters': 1e-3,
    'cm centimetre centimetres centimeter centimeters': 1e-2,
    'm metre metres meter meters': 1,
    'km kms kilometre kilometres kilometer kilometers': 1000,
    'in inch inches " ″': 0.0254,
    "ft foot feet ' ′": 0.3048,
    'yd yds yard yards': 0.9144,
    'mi mile miles': 1609.344,
    'nmi nauticalmile nauticalmiles': 1852,
  },
  // In metres per second. `km/h`, `ft/min` and the like are made of the two above.
  speed: { mps: 1, 'kmh kph kmph': 1000 / 3600, mph: 0.44704, 'kn kt kts knot knots': 1852 / 3600, fps: 0.3048 },
  // In kilograms. A ton is too many things.
  weight: {
    'ug µg μg microgram micrograms': 1e-9,
    'mg milligram milligrams': 1e-6,
    'g gr gram grams': 1e-3,
    'kg kgs kilo kilos kilogram kilograms': 1,
    't tonne tonnes': 1000,
    'oz ounce ounces': 0.028349523125,
    'lb lbs pound pounds': 0.45359237,
    'st stone stones': 6.35029318,
  },
  // In kelvins.
  temperature: { 'k kelvin kelvins': 1, 'c °c celsius': 1, 'f °f fahrenheit': 5 / 9 },
  // In litres.
  volume: {
    'ml millilitre millilitres milliliter milliliters': 1e-3,
    'cl centilitre centilitres centiliter centiliters': 1e-2,
    'l litre litres liter liters': 1,
    'gal gallon gallons': 3.785411784,
  },
};

const UNITS = new Map<UnitKind, Map<string, Unit>>();
for (const [kind, names] of Object.entries(NAMES) as [UnitKind, Readonly<Record<string, number>>][]) {
  const byName = new Map<string, Unit>();
  for (const [aliases, factor] of Object.entries(names)) {
    for (const alias of aliases.split(' ')) byName.set(alias, { kind, factor, zero: zeroOf(kind, alias) });
  }
  UNITS.set(kind, byName);
}

function zeroOf(kind: UnitKind, alias: string): number {
  if (kind !== 'temperature' || alias.includes('c')) return 0;
  return alias.includes('f') ? 32 : 273.15;
}

/** The kinds that a unit's name is one of, the first one that it stands for alone. `m` is minutes and metres. */
export function unitKinds(name: string): UnitKind[] {
  return [...UNITS.keys()].filter((kind) => unitOf(name, kind) !== undefined);
}

/** The longest, most telling names: for messages. */
export const UNIT_EXAMPLES = 'min, h, day, km, mi, km/h, mph, kg, lb, °C, °F, l';

function unitOf(name: string, kind: UnitKind): Unit | undefined {
  const word = name.toLowerCase().replace(/\.$/, '').replaceAll(' ', '');
  const own = UNITS.get(kind)!.get(word);
  if (own !== undefined || kind !== 'speed') return own;
  const [length, time, more] = word.split('/');
  const distance = length && UNITS.get('distance')!.get(length);
  const duration = time && UNITS.get('duration')!.get(time);
  if (!distance || !duration || more !== undefined) return undefined;
  return { kind, factor: distance.factor / duration.factor, zero: 0 };
}

/** How quantities are written, and the unit that they become. */
export interface UnitStyle {
  /** Decides the kind of quantity, where a name is several, by `kind`. */
  readonly unit: string;
  readonly kind: UnitKind;
  /** What a number without a unit is in; undefined when it is nothing. */
  readonly bare: string | undefined;
  /** What `1:30` is. `1:30:00` is always hours, minutes and seconds. */
  readonly clock: 'h:mm' | 'm:ss';
  readonly decimal: '.' | ',';
}

// Digits with their groups, then what they are of.
const PART = /\s*(?:,|and\b|&)?\s*(\d+(?:[ .,]\d+)*(?:e[+-]?\d+)?|\.\d+)\s*([\p{L}°µμ]+(?:\/\p{L}+)?\.?|["″'′])?/uy;

/**
 * A quantity in the unit of its style: `22 minutes`, `1.5 h`, `1h 30m`, `5' 11"`, `1:30`, `PT1H30M`, `60 miles per hour`,
 * `-3 °C`, or a number alone. Undefined for anything else, such as a quantity of another kind.
 */
export function readQuantity(text: string, style: UnitStyle): number | undefined {
  const whole = plain(text)
    .replace(/\s+per\s+/gi, '/')
    .replace(/\s*\/\s*/g, '/');
  const isNegative = whole.startsWith('-');
  const rest = whole.replace(/^[+-]\s*/, '').toLowerCase();
  const target = unitOf(style.unit, style.kind)!;
  const value = readClock(rest, style, target) ?? readParts(rest, isNegative, style, target);
  if (value === undefined) return undefined;
  return isNegative && style.kind !== 'temperature' ? -value : value;
}

function readParts(text: string, isNegative: boolean, style: UnitStyle, target: Unit): number | undefined {
  // P1DT2H30M: letters of ISO 8601 are units as they stand, but for the M of months.
  const iso = style.kind === 'duration' ? /^p(?!.*p)([\dymwd.]*)(?:t([\dhms.]+))?$/.exec(text) : null;
  const parts = iso === null ? text : `${(iso[1] ?? '').replace('m', 'mo')} ${iso[2] ?? ''}`.trim();
  let sum = 0;
  let count = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < parts.length) {
    const match = PART.exec(parts);
    if (match === null) return undefined;
    const digits = readDigits(match[1]!, style.decimal);
    const name = match[2] ?? (count === 0 && match[0].length === parts.length ? style.bare : undefined);
    const unit = name === undefined ? undefined : unitOf(name, style.kind);
    if (digits === undefined || unit === undefined) return undefined;
    if (style.kind === 'temperature') {
      // A temperature is one number: its sign goes before the zero of its scale is moved.
      return PART.lastIndex === parts.length ? converted(isNegative ? -digits : digits, unit, target) : undefined;
    }
    sum += converted(digits, unit, target);
    count += 1;
  }
  return count === 0 ? undefined : sum;
}

function readClock(text: string, { kind, clock }: UnitStyle, target: Unit): number | undefined {
  const match = kind === 'duration' ? /^(\d+):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$/.exec(text) : null;
  if (match === null) return undefined;
  const [first, second, third] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  let seconds = first! * 3600 + second! * 60 + (third ?? 0);
  if (third === undefined && clock === 'm:ss') seconds = first! * 60 + second!;
  return converted(seconds, { kind, factor: 1, zero: 0 }, target);
}

// Multiplied or divided by the larger of the two: 0.4 h are 24 min, not 24.000000000000004.
function converted(value: number, from: Unit, to: Unit): number {
  if (from.factor === to.factor && from.zero === to.zero) return value;
  const above = value - from.zero;
  const scaled = from.factor >= to.factor ? above * (from.factor / to.factor) : above / (to.factor / from.factor);
  return scaled + to.zero;
}
