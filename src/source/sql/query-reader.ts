import { type Role, Schema } from '../../core/schema.ts';
import type { Column } from '../../engine/column.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';
import { expectUnchanged, type FileIdentity, sourceChanged } from '../files/paths.ts';
import { countFrom } from '../memory/memory-reader.ts';
import type { BatchReader, Origin, ScanOptions } from '../reader.ts';
import type { DuckDBQuery } from './duckdb-query.ts';
import { originOf } from './origin.ts';

/** The rows of a query that gives the same ones in the same order each time. Every scan runs it. */
export class QueryReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly origin: Origin;
  readonly #query: DuckDBQuery;
  readonly #database: FileIdentity | undefined;
  readonly #batchRows: number;
  #rowCount: number | undefined;

  /** @param key what the rows follow from beside the database: the query and its parameters */
  constructor(
    query: DuckDBQuery,
    database: FileIdentity | undefined,
    key: readonly unknown[],
    roles: ReadonlyMap<string, Role>,
    batchRows: number = DEFAULT_BATCH_ROWS,
    rowCount?: number,
  ) {
    this.#rowCount = rowCount;
    this.name = query.name;
    this.#query = query;
    this.#database = database;
    this.#batchRows = batchRows;
    this.schema = new Schema(
      query.columns.map(({ name, type }) => ({ name, type, role: roles.get(name) ?? 'numeric' })),
    );
    // Of the files that a query names nothing is known.
    this.origin = database === undefined ? query : originOf(database, key);
  }

  get rowCount(): number | undefined {
    return this.#rowCount;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const { batchRows = this.#batchRows, signal } = options;
    const { names } = this.schema;
    const wanted = new Set(options.columns?.map((name) => this.schema.field(name).name) ?? names);
    const positions = [...names.keys()].filter((i) => wanted.has(names[i]!));
    const files = this.#database === undefined ? [] : [this.#database];
    await expectUnchanged(files);
    let rows = 0;
    for await (const { rowCount, columns } of this.#query.stream(positions, { batchRows, signal })) {
      const named = new Map<string, Column>(positions.map((position, i) => [names[position]!, columns[i]!]));
      yield { length: rowCount, rowIds: countFrom(rows, rowCount), columns: named };
      rows += rowCount;
    }
    await expectUnchanged(files);
    this.#rowCount ??= rows;
    if (rows !== this.#rowCount) {
      throw sourceChanged(this.name, `it gave ${this.#rowCount} rows and now gives ${rows}`);
    }
  }
}
