import type { ColumnType } from '../../core/column.ts';

/** A string as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column's name in SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function sqlList(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

/** A path that DuckDB must take as it is: a bracket in it would be read as a pattern. */
export function sqlPath(file: string): string {
  return sqlText(file.replace(/[[*?]/g, '[$&]'));
}

/** The DuckDB type that is read as each column type. */
export const DUCKDB_TYPE: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  int8: 'TINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  uint8: 'UTINYINT',
  uint16: 'USMALLINT',
  uint32: 'UINTEGER',
  uint64: 'UBIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  utf8: 'VARCHAR',
  date32: 'DATE',
  timestamp_us: 'TIMESTAMP',
};

const READ_AS: ReadonlyMap<string, ColumnType> = new Map([
  ...Object.entries(DUCKDB_TYPE).map(([type, name]) => [name, type as ColumnType] as const),
  ['TIMESTAMP_S', 'timestamp_us'],
  ['TIMESTAMP_MS', 'timestamp_us'],
  ['TIMESTAMP_NS', 'timestamp_us'],
  ['TIMESTAMP WITH TIME ZONE', 'timestamp_us'],
  ['NULL', 'utf8'],
  ['"NULL"', 'utf8'],
]);

/**
 * How a DuckDB type reaches a batch: as it is, or cast. Decimals and 128-bit integers become float64; enums, UUIDs,
 * times of day, intervals and mixed JSON become text. Undefined for bytes and nested types, which no batch holds.
 */
export function readAs(duckdbType: string): { type: ColumnType; cast: string | undefined } | undefined {
  const direct = READ_AS.get(duckdbType);
  if (direct !== undefined) return { type: direct, cast: undefined };
  if (/[\])]$/.test(duckdbType) && !/^(DECIMAL|ENUM)\(/.test(duckdbType)) return undefined;
  if (/^(DECIMAL\(|HUGEINT$|UHUGEINT$|BIGNUM$)/.test(duckdbType)) return { type: 'float64', cast: 'DOUBLE' };
  if (/^(ENUM\(|UUID$|TIME|INTERVAL$|BIT$|JSON$)/.test(duckdbType)) return { type: 'utf8', cast: 'VARCHAR' };
  return undefined;
}
