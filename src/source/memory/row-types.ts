import type { ColumnType, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';

type Kind = 'integer' | 'float' | 'bigint' | 'boolean' | 'text' | 'date';

const TYPE_OF_KIND: Readonly<Record<Kind, ColumnType>> = {
  integer: 'int64',
  float: 'float64',
  bigint: 'int64',
  boolean: 'boolean',
  text: 'utf8',
  date: 'timestamp_us',
};

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  integer: 'numbers',
  float: 'numbers',
  bigint: 'bigints',
  boolean: 'booleans',
  text: 'text',
  date: 'dates',
};

/**
 * The columns and types of rows, as more and more rows are seen. Whole numbers and bigints are int64, other numbers
 * float64, Dates timestamp_us. null, undefined, an absent key and NaN are missing. Columns are in the order in which
 * they were met.
 */
export class RowTypes {
  readonly #given: Readonly<Record<string, ColumnType>>;
  readonly #kinds = new Map<string, Kind | undefined>();

  constructor(given: Readonly<Record<string, ColumnType>> = {}) {
    this.#given = given;
  }

  get names(): string[] {
    return [...this.#kinds.keys()];
  }

  /** The type so far; undefined while every value was missing. */
  typeOf(name: string): ColumnType | undefined {
    if (Object.hasOwn(this.#given, name)) return this.#given[name];
    const kind = this.#kinds.get(name);
    return kind && TYPE_OF_KIND[kind];
  }

  /**
   * @param firstRow the id of the first row, for messages
   * @throws MillraceError VALUE_INVALID when a value is of a kind that its column is not, or of none
   */
  add(rows: readonly Row[], firstRow: number): void {
    for (const [i, row] of rows.entries()) {
      if (typeof row !== 'object' || row === null || Array.isArray(row)) throw noRow(row, firstRow + i);
      for (const name of Object.keys(row)) this.#see(name, row[name], firstRow + i);
    }
  }

  #see(name: string, value: unknown, row: number): void {
    if (!this.#kinds.has(name)) this.#kinds.set(name, undefined);
    if (isMissingValue(value) || Object.hasOwn(this.#given, name)) return;
    const kind = kindOf(value);
    const known = this.#kinds.get(name);
    if (kind === known) return;
    if (kind === undefined) {
      throw new MillraceError('VALUE_INVALID', `row ${row} has ${show(value)} for '${name}', which no column holds`, {
        column: name,
        row,
        value,
        remedy: 'give text, a number, a bigint, a boolean or a valid Date; make a column of each part of an object',
      });
    }
    const joined = known === undefined ? kind : join(known, kind);
    if (joined === undefined) {
      const held = KIND_NAMES[known!];
      throw new MillraceError(
        'VALUE_INVALID',
        `row ${row} has ${show(value)} for '${name}', which held ${held} so far`,
        {
          column: name,
          row,
          value,
          remedy: "make the values alike, or say what they are with 'types'",
        },
      );
    }
    this.#kinds.set(name, joined);
  }
}

export function isMissingValue(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'number' && Number.isNaN(value));
}

function join(a: Kind, b: Kind): Kind | undefined {
  const both = new Set([a, b]);
  if (both.has('integer') && both.has('float')) return 'float';
  return both.has('integer') && both.has('bigint') ? 'bigint' : undefined;
}

function kindOf(value: unknown): Kind | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'float';
    case 'bigint':
      return 'bigint';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    default:
      return value instanceof Date && !Number.isNaN(value.getTime()) ? 'date' : undefined;
  }
}

function noRow(value: unknown, row: number): MillraceError {
  return new MillraceError('VALUE_INVALID', `row ${row} is ${show(value)}, not an object`, {
    row,
    value,
    remedy: 'give each row as an object of values by column name',
  });
}

/** A value for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
