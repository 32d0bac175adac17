import type pg from 'pg';
import { MillraceError } from '../../core/errors.ts';
import { throwIfAborted } from '../../engine/job.ts';
import type { PostgresOptions } from './postgres-options.ts';

const CONNECT_TIMEOUT = 30_000;

/**
 * A connection in a transaction that reads one state of the database, whatever others write meanwhile.
 * The library is loaded when the first one is made.
 */
export class PostgresClient {
  readonly #client: pg.Client;
  readonly #again: () => pg.Client;
  readonly #signal: AbortSignal | undefined;
  readonly #stop = () => this.#end();

  private constructor(client: pg.Client, again: () => pg.Client, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#again = again;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#stop, { once: true });
  }

  /** @throws MillraceError CONNECTION_FAILED, ABORTED */
  static async open({
    connection,
    connectTimeout = CONNECT_TIMEOUT,
    signal,
  }: PostgresOptions): Promise<PostgresClient> {
    throwIfAborted(signal);
    const { default: library } = await import('pg');
    const where = typeof connection === 'string' ? { connectionString: connection } : connection;
    const make = () => new library.Client({ ...where, connectionTimeoutMillis: connectTimeout });
    let client: PostgresClient;
    try {
      client = new PostgresClient(make(), make, signal);
    } catch {
      // Its message may repeat the URL.
      throw new MillraceError('CONNECTION_FAILED', 'the URL of the PostgreSQL server is not valid', {
        remedy: 'write it as postgres://user:password@host:5432/database, other characters percent-encoded',
      });
    }
    try {
      await client.#begin();
      return client;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    this.#client.on('error', () => undefined); // What is under way fails by itself.
    await this.guard(() => this.#client.connect());
    await this.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Texts of values do not depend on how the server is set up.
    await this.query("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1");
  }

  /** Rows as arrays of text. */
  query(sql: string, values?: readonly unknown[]): Promise<pg.QueryArrayResult<(string | null)[]>> {
    return this.guard(() =>
      this.#client.query<(string | null)[]>({
        text: sql,
        values: values as unknown[],
        rowMode: 'array',
        types: AS_TEXT,
      }),
    );
  }

  /** Starts what the library can run, such as a cursor. */
  submit<T extends pg.Submittable>(query: T): T {
    return this.#client.query(query);
  }

  /** Errors of the library as ours. @throws MillraceError QUERY_INVALID, CONNECTION_FAILED, ABORTED */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    throwIfAborted(this.#signal);
    try {
      return await work();
    } catch (error) {
      throwIfAborted(this.#signal);
      throw explain(error, this.#client);
    }
  }

  /** Ends the transaction and the connection. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop);
    if (this.#stopped !== undefined) await this.#stopped;
    else await this.#client.end().catch(() => undefined);
  }

  #stopped: Promise<void> | undefined;

  /** Leaves at once; the server is told, since it would work on until it had something to send. */
  #end(): void {
    const { processID } = this.#client as unknown as { processID: number | null };
    (this.#client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    this.#stopped = processID === null ? Promise.resolve() : this.#cancel(processID);
  }

  async #cancel(processID: number): Promise<void> {
    const other = this.#again();
    other.on('error', () => undefined);
    try {
      await other.connect();
      await other.query('SELECT pg_cancel_backend($1)', [processID]);
    } catch {
      // Then the server finds out by itself.
    } finally {
      await other.end().catch(() => undefined);
    }
  }
}

/** Gives every value as the server spells it. */
export const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

/** An error of the server or of the way there. It never holds the password: what is named is host, user and database. */
function explain(error: unknown, client: pg.Client): unknown {
  if (error instanceof MillraceError || !(error instanceof Error)) return error;
  const code = (error as Error & { code?: unknown }).code;
  const server = `${client.host.startsWith('/') ? client.host : `${client.host}:${client.port}`}`;
  const state = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  const failed = (message: string, remedy: string) => new MillraceError('CONNECTION_FAILED', message, { remedy });
  if (state === undefined) {
    const reason = typeof code === 'string' ? code : error.message;
    return failed(
      `the PostgreSQL server at ${server} does not answer, or broke off: ${reason}`,
      'check host and port, and that the server is up and takes connections from here',
    );
  }
  if (/^28/.test(state)) {
    return failed(
      `${error.message} (at ${server})`,
      'check user and password, and what pg_hba.conf of the server allows',
    );
  }
  if (state === '3D000') return failed(`${error.message} (at ${server})`, 'name a database that is there');
  if (/^(08|53|57P)/.test(state)) {
    return failed(`the PostgreSQL server at ${server} broke off: ${error.message}`, 'try again when it is up');
  }
  return new MillraceError('QUERY_INVALID', `PostgreSQL refuses the query: ${error.message}`, {
    remedy: (error as Error & { hint?: string }).hint ?? 'correct the query',
  });
}
