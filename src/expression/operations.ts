import type { ExpressionType } from './node.ts';

/** What one argument may be. */
interface Parameter {
  readonly types: readonly ExpressionType[];
  /** All arguments marked so have one type together, which a `'same'` result has too. */
  readonly same: boolean;
  /** Only a literal will do. */
  readonly literal: boolean;
  /** Of a literal text: what it may be. */
  readonly choices?: readonly string[];
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
const wholeNumber: Parameter = { types: ['number'], same: false, literal: true };
const same: Parameter = { types: ANY, same: true, literal: false };
const sameLiteral: Parameter = { types: ANY, same: true, literal: true };
const literalText: Parameter = { types: ['text'], same: false, literal: true };
const oneOf = (...choices: readonly string[]): Parameter => ({ ...literalText, choices });
const decimal = oneOf('.', ',');
const textOrNumber: Parameter = { types: ['text', 'number'], same: false, literal: false };
const any: Parameter = { types: ANY, same: false, literal: false };

const arithmetic = operation([number, number], 'number');
const ofNumber = operation([number], 'number');
const comparison = operation([same, same], 'boolean');
const logic = operation([boolean, boolean], 'boolean');
const ofText = operation([text], 'text');
const textTest = operation([text, text], 'boolean');
const calendarPart = operation([datetime], 'number');

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

  eq: comparison,
  ne: comparison,
  lt: comparison,
  le: comparison,
  gt: comparison,
  ge: comparison,
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

  toNumber: operation([{ types: ['number', 'boolean', 'text'], same: false, literal: false }], 'number'),
  toText: operation([any], 'text'),

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
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

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
