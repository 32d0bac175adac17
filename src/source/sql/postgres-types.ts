import type { ColumnType, RowValue } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';

/** How values of one type, as PostgreSQL spells them, become those of a column. */
export interface PostgresType {
  readonly type: ColumnType;
  readonly parse: (text: string) => RowValue;
}

const text: PostgresType = { type: 'utf8', parse: (value) => value };
const number = (type: ColumnType): PostgresType => ({ type, parse: Number });
// Text of dates and times goes on as it is: columns take ISO 8601.
const time: PostgresType = { type: 'timestamp_us', parse: (value) => value.replace(/\+00$/, 'Z') };

// By the numbers of PostgreSQL's own types, which never change (src/include/catalog/pg_type.dat).
const TYPES: ReadonlyMap<number, PostgresType> = new Map<number, PostgresType>([
  [16, { type: 'boolean', parse: (value) => value === 't' }],
  [21, number('int16')],
  [23, number('int32')],
  [20, { type: 'int64', parse: BigInt }],
  [26, number('int64')], // oid
  [700, number('float32')],
  [701, number('float64')],
  [1700, number('float64')], // numeric
  [1082, { type: 'date32', parse: (value) => value }],
  [1114, time],
  [1184, time], // timestamptz
  ...[
    18, 19, 25, 1042, 1043, 114, 3802, 2950, 142, 1083, 1266, 1186, 790, 650, 869, 774, 829, 1560, 1562, 3614, 3615,
    705,
  ].map((oid) => [oid, text] as const), // text, json, uuid, xml, times of day, intervals, money, addresses, bits
]);

export interface PostgresField {
  readonly name: string;
  readonly oid: number;
}

/** What is known of a type of the database's own: its kind and category in pg_type. */
export interface OwnType {
  readonly oid: number;
  readonly name: string;
  readonly kind: string;
  readonly category: string;
}

/** Types that only the database knows. */
export function ownTypes(fields: readonly PostgresField[]): number[] {
  return [...new Set(fields.map(({ oid }) => oid).filter((oid) => !TYPES.has(oid)))];
}

/** @throws MillraceError COLUMN_TYPE for arrays, bytes and composite types */
export function postgresType({ name, oid }: PostgresField, own: readonly OwnType[]): PostgresType {
  const known = TYPES.get(oid);
  if (known !== undefined) return known;
  const found = own.find((type) => type.oid === oid);
  // Enums and types that say that they are text, as citext does.
  if (found?.kind === 'e' || found?.category === 'S') return text;
  const isArray = found?.category === 'A';
  const spelled = isArray ? `${found.name.replace(/^_/, '')}[]` : (found?.name ?? `number ${oid}`);
  throw new MillraceError('COLUMN_TYPE', `the query's column '${name}' is of type ${spelled}, which can't be read`, {
    column: name,
    value: spelled,
    remedy: isArray
      ? `make columns of its elements, as in "${name}"[1], or text of it: array_to_string("${name}", ' ')`
      : `leave it out of the query, or make text of it: "${name}"::text`,
  });
}
