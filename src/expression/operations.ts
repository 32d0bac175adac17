import type { ExpressionType } from './node.ts';

/** What times are counted in. */
export const UNITS = [
  'microsecond',
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const;

export type TimeUnit = (typeof UNITS)[number];

/** What one argument may be. */
interface Parameter {
  readonly types: readonly ExpressionType[];
  /** All arguments marked so have one type together, which a `'same'` result has too. */
  readonly same: boolean;
  /** Only a literal will do. */
  readonly literal: boolean;
  /** Of a literal text: what it may be. */
  readonly choices?: readonly string[];
  /** Only a whole number will do. */
  readonly whole?: boolean;
}

/** The signature of an operation. Its arithmetic is in `kernels/`. */
export interface Operation {
  readonly parameters: readonly Parameter[];
  /** Arguments fewer than the parameters that may be left out, from the right. */
  readonly optional: number;
  /** Whether the last parameter may be given any number of times. */
  readonly variadic: boolean;
  readonly result: ExpressionType | 'same';
}

const ANY: readonly ExpressionType[] = ['number', 'boolean', 'text', 'datetime'];

const number = one('number');
const boolean = one('boolean');
const text = one('text');
const datetime = one('datetime');
const wholeNumber: Parameter = { types: ['number'], same: false, literal: true, whole: true };
const literalNumber: Parameter = { types: ['number'], same: false, literal: true };
const same: Parameter = { types: ANY, same: true, literal: false };
const sameLiteral: Parameter = { types: ANY, same: true, literal: true };
const literalText: Parameter = { types: ['text'], same: false, literal: true };
const oneOf = (...choices: readonly string[]): Parameter => ({ ...literalText, choices });
const decimal = oneOf('.', ',');
const textOrNumber: Parameter = { types: ['text', 'number'], same: false, literal: false };
const any: Parameter = { types: ANY, same: false, literal: false };

const windowSize: Parameter = { types: ['number', 'text'], same: false, literal: true };
const rolling = operation([number, windowSize], 'number');
const literalBoolean: Parameter = { types: ['boolean'], same: false, literal: true };

const arithmetic = operation([number, number], 'number');
const ofNumber = operation([number], 'number');
const comparison = operation([same, same], 'boolean');
const logic = operation([boolean, boolean], 'boolean');
const ofText = operation([text], 'text');
const textTest = operation([text, text], 'boolean');
const calendarPart = operation([datetime], 'number');
const timeUnit = oneOf(...UNITS);

/** Every operation there is, by name. The list is closed: a saved model may name no other. */
export const OPERATIONS = {
  add: arithmetic,
  sub: operation([of('number', 'datetime'), of('number', 'datetime')], 'number'),
  mul: arithmetic,
  div: arithmetic,
  mod: arithmetic,
  pow: arithmetic,
  neg: ofNumber,
  abs: ofNumber,
  log: ofNumber,
  log1p: ofNumber,
  exp: ofNumber,
  sqrt: ofNumber,
  floor: ofNumber,
  ceil: ofNumber,
  round: operation([number, wholeNumber], 'number', { optional: 1 }),
  clip: operation([number, number, number], 'number'),
  sign: ofNumber,
  log2: ofNumber,
  log10: ofNumber,
  sin: ofNumber,
  cos: ofNumber,
  tan: ofNumber,
  atan2: arithmetic,
  hypot: arithmetic,
  greatest: operation([number, number], 'number', { variadic: true }),
  least: operation([number, number], 'number', { variadic: true }),
  isFinite: operation([number], 'boolean'),
  cycleSin: operation([number, literalNumber], 'number'),
  cycleCos: operation([number, literalNumber], 'number'),
  distance: operation([number, number, number, number], 'number'),
  bearing: operation([number, number, number, number], 'number'),

  eq: comparison,
  ne: comparison,
  lt: comparison,
  le: comparison,
  gt: comparison,
  ge: comparison,
  between: operation([same, same, same], 'boolean'),
  isIn: operation([same, sameLiteral], 'boolean', { variadic: true }),
  and: logic,
  or: logic,
  not: operation([boolean], 'boolean'),

  when: operation([boolean, same, same], 'same'),
  isMissing: operation([any], 'boolean'),
  coalesce: operation([same, same], 'same', { variadic: true }),

  lower: ofText,
  upper: ofText,
  trim: ofText,
  length: operation([text], 'number'),
  contains: textTest,
  startsWith: textTest,
  endsWith: textTest,
  concat: operation([text, text], 'text', { variadic: true }),
  replace: operation([text, text, text], 'text'),
  slice: operation([text, wholeNumber, wholeNumber], 'text', { optional: 1 }),
  splitPart: operation([text, literalText, wholeNumber], 'text'),
  padStart: operation([text, wholeNumber, literalText], 'text', { optional: 1 }),
  padEnd: operation([text, wholeNumber, literalText], 'text', { optional: 1 }),
  repeat: operation([text, wholeNumber], 'text'),
  indexOf: operation([text, text], 'number'),
  left: operation([text, wholeNumber], 'text'),
  right: operation([text, wholeNumber], 'text'),
  reverse: ofText,
  title: ofText,
  wordCount: operation([text], 'number'),
  matches: operation([text, literalText], 'boolean'),
  extract: operation([text, literalText, wholeNumber], 'text', { optional: 1 }),
  replaceMatches: operation([text, literalText, text], 'text'),

  year: calendarPart,
  quarter: calendarPart,
  month: calendarPart,
  day: calendarPart,
  dayOfYear: calendarPart,
  dayOfWeek: calendarPart,
  hour: calendarPart,
  minute: calendarPart,
  second: calendarPart,
  epochSeconds: calendarPart,
  weekend: operation([datetime], 'boolean'),
  week: calendarPart,
  daysInMonth: calendarPart,
  isLeapYear: operation([datetime], 'boolean'),
  addTime: operation([datetime, number, timeUnit], 'datetime'),
  difference: operation([datetime, datetime, timeUnit], 'number'),
  truncate: operation([datetime, timeUnit], 'datetime'),
  age: operation([datetime, datetime, oneOf('year', 'month', 'day')], 'number', { optional: 1 }),
  toZone: operation([datetime, literalText], 'datetime'),
  fromZone: operation([datetime, literalText], 'datetime'),
  holiday: operation([datetime, literalText, literalText, literalText], 'text', { optional: 2 }),
  isHoliday: operation([datetime, literalText, literalText, literalText], 'boolean', { optional: 2 }),

  toNumber: operation([{ types: ['number', 'boolean', 'text'], same: false, literal: false }], 'number'),
  toText: operation([any], 'text'),
  toBoolean: operation([{ types: ['boolean', 'number', 'text'], same: false, literal: false }], 'boolean'),
  hash: operation([any], 'number'),

  parseNumber: operation([textOrNumber, decimal, oneOf('share', 'number')], 'number', { optional: 2 }),
  parseUnit: operation([textOrNumber, literalText, literalText, oneOf('h:mm', 'm:ss'), decimal], 'number', {
    optional: 3,
  }),
  parseDate: operation([textOrNumber, oneOf('day', 'month', 'none'), literalText, literalText], 'datetime', {
    optional: 3,
    variadic: true,
  }),
  normalize: operation([text, oneOf('NFC', 'NFD', 'NFKC', 'NFKD')], 'text'),
  stripAccents: ofText,
  collapseSpaces: ofText,
  mapValues: operation([text, literalText, literalText], 'text', { variadic: true }),

  lag: operation([same, wholeNumber], 'same', { optional: 1 }),
  diff: operation([number, wholeNumber], 'number', { optional: 1 }),
  rollingMean: rolling,
  rollingSum: rolling,
  rollingMin: rolling,
  rollingMax: rolling,
  rollingStd: rolling,
  rollingCount: operation([any, windowSize], 'number'),
  cumulativeCount: operation([any], 'number'),
  cumulativeSum: ofNumber,
  cumulativeMean: ofNumber,
  timeSinceLast: calendarPart,
  over: operation([same, any, datetime, literalBoolean], 'same', { optional: 2 }),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** Operations on the rows of an entity that came before, which stand in `over(…)`. */
const WINDOWS = [
  'lag',
  'diff',
  'rollingMean',
  'rollingSum',
  'rollingMin',
  'rollingMax',
  'rollingStd',
  'rollingCount',
  'cumulativeCount',
  'cumulativeSum',
  'cumulativeMean',
  'timeSinceLast',
] as const satisfies readonly OperationName[];

export type WindowName = (typeof WINDOWS)[number];

export function isWindow(name: OperationName): name is WindowName {
  return (WINDOWS as readonly OperationName[]).includes(name);
}

export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}

/** How many arguments an operation takes: at least the first, at most the second. */
export function argumentCounts(name: OperationName): readonly [number, number] {
  const { parameters, optional, variadic } = OPERATIONS[name];
  return [parameters.length - optional, variadic ? Number.POSITIVE_INFINITY : parameters.length];
}

/** The argument counts in words: `2 arguments`, `1 or 2 arguments`, `at least 2 arguments`. */
export function describeArgumentCounts(name: OperationName): string {
  const [least, most] = argumentCounts(name);
  if (least === most) return least === 1 ? '1 argument' : `${least} arguments`;
  return most === Number.POSITIVE_INFINITY ? `at least ${least} arguments` : `${least} or ${most} arguments`;
}

function one(type: ExpressionType): Parameter {
  return { types: [type], same: false, literal: false };
}

function of(...types: readonly ExpressionType[]): Parameter {
  return { types, same: true, literal: false };
}

function operation(
  parameters: readonly Parameter[],
  result: Operation['result'],
  { optional = 0, variadic = false } = {},
): Operation {
  return { parameters, optional, variadic, result };
}
