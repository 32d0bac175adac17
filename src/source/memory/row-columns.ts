import type { ColumnData, ColumnType, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { microsecondsFromIso } from '../../expression/civil.ts';
import { emptyValues } from './chunk.ts';
import { isMissingValue, show } from './row-types.ts';

/**
 * One column of rows.
 *
 * @param firstRow the id of the first row, for messages
 * @throws MillraceError VALUE_INVALID for a value that the type does not hold; ENCODING_INVALID for half a character
 */
export function columnOfRows(rows: readonly Row[], name: string, type: ColumnType, firstRow: number): ColumnData {
  const { length } = rows;
  const validity = new Uint8Array(Math.ceil(length / 8));
  const convert = CONVERTERS[type];
  const values = emptyValues(type, length) as { [row: number]: number | bigint };
  const pieces: Uint8Array[] = [];
  const offsets = new Int32Array(type === 'utf8' ? length + 1 : 0);
  let nullCount = 0;
  for (let row = 0; row < length; row++) {
    const given: unknown = Object.hasOwn(rows[row]!, name) ? rows[row]![name] : undefined;
    if (type === 'utf8') offsets[row + 1] = offsets[row]!;
    if (isMissingValue(given)) {
      nullCount++;
      continue;
    }
    validity[row >> 3]! |= 1 << (row & 7);
    const value = convert(given);
    if (value === undefined) throw invalid(name, type, given, firstRow + row);
    if (typeof value === 'boolean') {
      if (value) (values as Uint8Array)[row >> 3]! |= 1 << (row & 7);
    } else if (typeof value === 'string') {
      if (/\p{Surrogate}/u.test(value)) throw halfCharacter(name, firstRow + row);
      const piece = encoder.encode(value);
      pieces.push(piece);
      offsets[row + 1]! += piece.length;
    } else values[row] = value;
  }
  return {
    type,
    length,
    nullCount,
    validity: nullCount === 0 ? undefined : validity,
    offsets: type === 'utf8' ? offsets : undefined,
    values: type === 'utf8' ? new Uint8Array(Buffer.concat(pieces)) : (values as unknown as ColumnData['values']),
  };
}

const encoder = new TextEncoder();

type Converter = (value: unknown) => number | bigint | boolean | string | undefined;

const toFloat: Converter = (value) =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;

function toInteger(bits: number, isSigned: boolean): Converter {
  const least = isSigned ? -(2n ** BigInt(bits - 1)) : 0n;
  const most = 2n ** BigInt(isSigned ? bits - 1 : bits) - 1n;
  return (value) => {
    if (bits < 64 && typeof value === 'number') {
      return Number.isInteger(value) && value >= Number(least) && value <= Number(most) ? value : undefined;
    }
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
    if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
    const whole = BigInt(value);
    if (whole < least || whole > most) return undefined;
    return bits === 64 ? whole : Number(whole);
  };
}

function microsecondsOf(value: unknown): number | undefined {
  if (typeof value === 'string') return microsecondsFromIso(value);
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined;
  return value.getTime() * 1000;
}

const CONVERTERS: Readonly<Record<ColumnType, Converter>> = {
  boolean: (value) => (typeof value === 'boolean' ? value : value === 0 ? false : value === 1 ? true : undefined),
  int8: toInteger(8, true),
  int16: toInteger(16, true),
  int32: toInteger(32, true),
  int64: toInteger(64, true),
  uint8: toInteger(8, false),
  uint16: toInteger(16, false),
  uint32: toInteger(32, false),
  uint64: toInteger(64, false),
  float32: toFloat,
  float64: toFloat,
  utf8: (value) => (typeof value === 'object' || typeof value === 'function' ? undefined : String(value)),
  date32: (value) => {
    const microseconds = microsecondsOf(value);
    return microseconds === undefined ? undefined : Math.floor(microseconds / 86_400_000_000);
  },
  timestamp_us: (value) => {
    const microseconds = microsecondsOf(value);
    return microseconds === undefined ? undefined : BigInt(microseconds);
  },
};

function invalid(name: string, type: ColumnType, value: unknown, row: number): MillraceError {
  return new MillraceError('VALUE_INVALID', `row ${row} has ${show(value)} for '${name}', which is ${type}`, {
    column: name,
    row,
    value,
    remedy: "change the value, or give the column another type with 'types'",
  });
}

function halfCharacter(name: string, row: number): MillraceError {
  return new MillraceError('ENCODING_INVALID', `row ${row} has half a character in '${name}': a lone surrogate`, {
    column: name,
    row,
    remedy: 'cut text between characters, or replace such halves',
  });
}
