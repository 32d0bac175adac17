import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ROLES, type Role } from '../../core/schema.ts';
import { checkQuery, type SqlValue, sqlValue } from './options.ts';

/** A server, as parts. What is left out comes from PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and `.pgpass`. */
export interface PostgresConnection {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
  /** Encrypt, and check the server's certificate. Default: as the URL's `sslmode` says, else false. */
  readonly ssl?: boolean | undefined;
}

/** Options of `readPostgres`. */
export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, or its parts. Default: the environment's PGHOST and others. */
  readonly connection?: string | PostgresConnection | undefined;
  /** Values of the query's parameters `$1`, `$2`, …. */
  readonly parameters?: readonly SqlValue[] | undefined;
  /** Column types that override those of the result. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /** Column roles that override the inferred ones. */
  readonly roles?: Readonly<Record<string, Role>> | undefined;
  /** What the rows are called in messages and reports. Default: 'postgres'. */
  readonly name?: string | undefined;
  /** Rows that are fetched at a time, and most rows in a batch. Default 16,384. */
  readonly batchRows?: number | undefined;
  /** Milliseconds to wait for the server to answer. Default 30,000. */
  readonly connectTimeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const parts = z.strictObject({
  host: z.string().optional(),
  port: z.int().min(1).max(65_535).optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  database: z.string().optional(),
  ssl: z.boolean().optional(),
});

const schema = z.strictObject({
  connection: z.unknown(), // checked apart: a message of zod's would repeat the password
  parameters: z.array(sqlValue).optional(),
  types: z.record(z.string(), z.enum(COLUMN_TYPES)).optional(),
  roles: z.record(z.string(), z.enum(ROLES)).optional(),
  name: z.string().min(1).optional(),
  batchRows: z.int().min(1).optional(),
  connectTimeout: z.int().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; none says what the connection holds */
export function checkPostgresOptions(query: string, options: PostgresOptions): void {
  checkQuery(query, 'readPostgres');
  parseOptions(schema, options, 'readPostgres');
  checkConnection(options.connection);
}

function checkConnection(connection: unknown): void {
  if (connection === undefined) return;
  if (typeof connection === 'string' && /^postgres(ql)?:\/\//.test(connection)) return;
  const result = parts.safeParse(connection);
  if (result.success) return;
  const [issue] = result.error.issues;
  const unknown = issue!.code === 'unrecognized_keys' ? issue!.keys[0] : undefined;
  if (unknown !== undefined) {
    throw new MillraceError('OPTION_UNKNOWN', `readPostgres: 'connection' has no part '${unknown}'`, {
      remedy: `its parts are: ${Object.keys(parts.shape).join(', ')}`,
    });
  }
  const where = issue!.path.length === 0 ? '' : `.${issue!.path.join('.')}`;
  throw new MillraceError('OPTION_INVALID', `readPostgres: 'connection${where}' is not what it should be`, {
    remedy: 'give a URL that begins with postgres://, or its parts: host, port, user, password, database, ssl',
  });
}
