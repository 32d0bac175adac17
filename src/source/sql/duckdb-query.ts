import { MillraceError } from '../../core/errors.ts';
import { Schema } from '../../core/schema.ts';
import { type QueryBatch, queryBatches } from '../../engine/query.ts';
import type { QueryColumn } from '../files/query-plan.ts';
import { DUCKDB_TYPE, readAs, sqlName } from '../files/sql.ts';
import { textValues } from '../files/text-values.ts';
import { explainQueryFault } from './faults.ts';
import { bareQuery, notTotal, orderTerms, type SqlOptions, type SqlValue } from './options.ts';

/** A query that DuckDB answers, with its columns settled. */
export class DuckDBQuery {
  readonly name: string;
  readonly columns: readonly QueryColumn[];
  readonly #sql: string;
  readonly #order: string;
  readonly #database: string | undefined;
  readonly #parameters: Readonly<Record<string, SqlValue>> | undefined;

  private constructor(name: string, sql: string, columns: readonly QueryColumn[], options: SqlOptions) {
    this.name = name;
    this.#sql = sql;
    this.columns = columns;
    this.#database = options.database;
    this.#parameters = namedParameters(options.parameters);
    this.#order = orderOf(
      options.orderBy,
      columns.map((column) => column.name),
    );
  }

  /** Asks for the result's columns. @throws MillraceError QUERY_INVALID, COLUMN_TYPE, OPTION_INVALID, FILE_UNREADABLE */
  static async plan(name: string, query: string, options: SqlOptions): Promise<DuckDBQuery> {
    const sql = bareQuery(query);
    const bare = new DuckDBQuery(name, sql, [], { ...options, orderBy: undefined });
    const described = `SELECT column_name, column_type FROM (DESCRIBE ${sql}\n)`;
    const columns: QueryColumn[] = [];
    for await (const batch of bare.#run(described, options)) {
      const [names, types] = batch.columns.map((column) => textValues(column.data));
      for (const [i, column] of names!.entries()) columns.push(columnOf(column, types![i]!, options));
    }
    new Schema(columns.map((column) => ({ ...column, role: 'numeric' }))); // Names that repeat are found before any work.
    return new DuckDBQuery(name, sql, columns, options);
  }

  /** The rows of the columns at these positions. */
  stream(positions: readonly number[], options: Pick<SqlOptions, 'batchRows' | 'signal'>): AsyncIterable<QueryBatch> {
    const items = positions.map((i) => {
      const { source, cast } = this.columns[i]!;
      return cast === undefined ? sqlName(source) : `CAST(${sqlName(source)} AS ${cast})`;
    });
    const selected = items.length === 0 ? '1::TINYINT' : items.join(', ');
    return this.#run(`SELECT ${selected} FROM (${this.#sql}\n) AS result${this.#order}`, options);
  }

  /** Looks for rows that `orderBy` does not set apart. @throws MillraceError OPTION_INVALID */
  async expectTotalOrder(orderBy: readonly string[], options: SqlOptions): Promise<void> {
    const names = this.columns.map(({ name }) => name);
    const keys = orderTerms(orderBy, names).map(({ name }) => sqlName(name));
    const sql = `SELECT count(*)::BIGINT FROM (${this.#sql}\n) AS result GROUP BY ${keys.join(', ')} HAVING count(*) > 1 LIMIT 1`;
    for await (const batch of this.#run(sql, options)) {
      throw notTotal(batch.columns[0]!.data.values[0], orderBy);
    }
  }

  async *#run(
    sql: string,
    { batchRows, signal }: Pick<SqlOptions, 'batchRows' | 'signal'>,
  ): AsyncGenerator<QueryBatch> {
    const database = this.#database;
    try {
      yield* queryBatches(sql, { database, parameters: this.#parameters, batchRows, signal });
    } catch (error) {
      throw explainQueryFault(error, { name: this.name, database, columns: this.columns });
    }
  }
}

function columnOf(name: string, spelled: string, options: SqlOptions): QueryColumn {
  const stated = options.types?.[name];
  if (stated !== undefined) return { name, source: name, type: stated, cast: DUCKDB_TYPE[stated] };
  const reading = readAs(spelled);
  if (reading !== undefined) return { name, source: name, ...reading };
  throw new MillraceError('COLUMN_TYPE', `the query's column '${name}' is of type ${spelled}, which can't be read`, {
    column: name,
    value: spelled,
    remedy: 'leave it out of the query, or make columns of its parts there',
  });
}

function orderOf(orderBy: readonly string[] | undefined, names: readonly string[]): string {
  if (orderBy === undefined) return '';
  const terms = orderTerms(orderBy, names).map(({ name, direction }) => `result.${sqlName(name)} ${direction}`);
  return ` ORDER BY ${terms.join(', ')}`;
}

function namedParameters(given: SqlOptions['parameters']): Readonly<Record<string, SqlValue>> | undefined {
  if (given === undefined || !Array.isArray(given)) return given as Readonly<Record<string, SqlValue>> | undefined;
  return Object.fromEntries(given.map((value: SqlValue, i) => [String(i + 1), value]));
}
