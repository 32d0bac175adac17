import { numberResult } from '../nonfinite.ts';
import { type DateStyle, readerOf } from '../reading/dates.ts';
import { type NumberStyle, readNumber } from '../reading/numbers.ts';
import { readQuantity, type UnitStyle, unitKinds } from '../reading/units.ts';
import { isMissingAt, type NumberVector, type TextVector, type Vector } from '../vector.ts';
import { decode } from './text.ts';

/** `parseNumber(x, decimal, percent)`: text that is no number becomes missing; numbers are handed on. */
export function parseNumber([operand, ...options]: readonly Vector[], rowCount: number): NumberVector {
  const [decimal = '.', percent = 'share'] = literals(options);
  const style = { decimal, percent } as NumberStyle;
  return readRows(operand!, rowCount, 'number', (text) => readNumber(text, style), undefined);
}

/** `parseUnit(x, unit, bare, clock, decimal)`: quantities in one unit; numbers are taken to be in `bare`. */
export function parseUnit([operand, ...options]: readonly Vector[], rowCount: number): NumberVector {
  const [unit = '', bare = unit, clock = 'h:mm', decimal = '.'] = literals(options);
  const style = { unit, kind: unitKinds(unit)[0]!, bare: bare === '' ? undefined : bare, clock, decimal } as UnitStyle;
  const read = (text: string) => readQuantity(text, style);
  return readRows(operand!, rowCount, 'number', read, (value) =>
    readQuantity(String(value), { ...style, decimal: '.' }),
  );
}

/** `parseDate(x, order, zone, ...formats)`: instants; numbers are those of an epoch where a format says so. */
export function parseDate([operand, ...options]: readonly Vector[], rowCount: number): NumberVector {
  const [order = 'none', zone = 'UTC', ...formats] = literals(options);
  const reader = readerOf({ order: order as DateStyle['order'], zone, formats });
  const read = (text: string) => reader.read(text);
  return readRows(operand!, rowCount, 'datetime', read, (value) => reader.readNumber(value));
}

function literals(vectors: readonly Vector[]): string[] {
  return (vectors as readonly TextVector[]).map(({ bytes }) => decode(bytes, 0, bytes.length));
}

/**
 * Reads text row by row. A number too large for float64 is missing as non-finite, text that can't be read is missing.
 *
 * @param ofNumber what a number that is none of text becomes; itself when undefined
 */
function readRows(
  operand: Vector,
  rowCount: number,
  type: NumberVector['type'],
  read: (text: string) => number | undefined,
  ofNumber: ((value: number) => number | undefined) | undefined,
): NumberVector {
  if (operand.type !== 'text' && ofNumber === undefined) return operand as NumberVector;
  const values = new Float64Array(rowCount);
  const known: NumberVector = { type: 'number', values: new Float64Array(rowCount), stride: 1, nonFinite: undefined };
  for (let i = 0; i < rowCount; i++) {
    const at = i * operand.stride;
    let found: number | undefined;
    if (isMissingAt(operand, i)) found = undefined;
    else if (operand.type === 'text') {
      found = read(decode(operand.bytes, operand.offsets[at]!, operand.offsets[at + 1]!));
    } else found = ofNumber!(operand.values[at]!);
    values[i] = found ?? Number.NaN;
    if (found === undefined) known.values[i] = Number.NaN;
  }
  return { ...numberResult(values, [known], rowCount), type };
}
