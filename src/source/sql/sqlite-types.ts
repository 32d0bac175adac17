import type { ColumnType, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { microsecondsFromIso } from '../../expression/civil.ts';
import type { SqliteValue } from './sqlite-cursor.ts';

/**
 * The column types that declared ones stand for, where the first rows hold nothing else: SQLite keeps any value in any
 * column. Others follow from the values, as those of rows do.
 */
export function declaredTypes(
  declared: ReadonlyMap<string, string>,
  names: readonly string[],
  rows: readonly (readonly SqliteValue[])[],
): Record<string, ColumnType> {
  const found: Record<string, ColumnType> = {};
  for (const [column, name] of names.entries()) {
    const type = typeOf(declared.get(name) ?? '');
    if (type === undefined) continue;
    const values = rows.map((row) => row[column]!).filter((value) => value !== null);
    if (values.every(FITS[type])) found[name] = type;
  }
  return found;
}

type Declared = 'boolean' | 'date32' | 'timestamp_us' | 'float64' | 'int64' | 'utf8';

// In the order of https://sqlite.org/datatype3.html#determination_of_column_affinity, behind the words for dates.
function typeOf(declared: string): Declared | undefined {
  const name = declared.toUpperCase();
  if (/^BOOL/.test(name)) return 'boolean';
  if (/^(DATETIME|TIMESTAMP)/.test(name)) return 'timestamp_us';
  if (/^DATE/.test(name)) return 'date32';
  if (/INT/.test(name)) return 'int64';
  if (/CHAR|CLOB|TEXT/.test(name)) return 'utf8';
  return /REAL|FLOA|DOUB|NUMERIC|DECIMAL/.test(name) ? 'float64' : undefined;
}

const isTime = (value: SqliteValue) => typeof value === 'string' && microsecondsFromIso(value) !== undefined;

const FITS: Readonly<Record<Declared, (value: SqliteValue) => boolean>> = {
  boolean: (value) => value === 0 || value === 1,
  date32: isTime,
  timestamp_us: isTime,
  float64: (value) => typeof value === 'number' || typeof value === 'bigint',
  int64: (value) => Number.isSafeInteger(value) || typeof value === 'bigint',
  utf8: (value) => typeof value === 'string',
};

/** Rows by column name. @throws MillraceError COLUMN_TYPE for bytes; COLUMN_DUPLICATE for a name that repeats */
export function rowsByName(
  names: readonly string[],
  rows: readonly (readonly SqliteValue[])[],
  firstRow: number,
): Row[] {
  return rows.map((values, i) => {
    const row: Record<string, Exclude<SqliteValue, Uint8Array>> = {};
    for (const [column, value] of values.entries()) {
      if (value instanceof Uint8Array) throw bytes(names[column]!, firstRow + i);
      row[names[column]!] = value;
    }
    return row;
  });
}

/** SQLite numbers names that a query gives twice. @throws MillraceError COLUMN_DUPLICATE */
export function expectOwnNames(names: readonly string[]): void {
  for (const name of names) {
    const first = /^(.*):\d+$/.exec(name)?.[1];
    if (first === undefined || !names.includes(first)) continue;
    throw new MillraceError('COLUMN_DUPLICATE', `the query gives two columns named '${first}'`, {
      column: first,
      remedy: 'rename one of them there, with AS',
    });
  }
}

function bytes(name: string, row: number): MillraceError {
  return new MillraceError('COLUMN_TYPE', `row ${row} of the query holds bytes in '${name}', which can't be read`, {
    column: name,
    row,
    remedy: `leave it out of the query, or select hex("${name}")`,
  });
}
