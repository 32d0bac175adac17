import type { ColumnType } from '../../core/column.ts';
import { type Role, Schema } from '../../core/schema.ts';
import { Column } from '../../engine/column.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';
import { expectUnchanged, type FileIdentity, sourceChanged } from '../files/paths.ts';
import { countFrom, namesIn } from '../memory/memory-reader.ts';
import { columnOfRows } from '../memory/row-columns.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';
import type { SqlOptions } from './options.ts';
import { originOf } from './origin.ts';
import { openSqliteCursor } from './sqlite-cursor.ts';
import { rowsByName } from './sqlite-types.ts';

/** The rows of a query on an SQLite file that gives the same ones in the same order each time. Every scan runs it. */
export class SqliteReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly #file: FileIdentity;
  readonly #sql: string;
  readonly #options: SqlOptions;
  #rowCount: number | undefined;

  constructor(
    name: string,
    fields: readonly { readonly name: string; readonly type: ColumnType }[],
    file: FileIdentity,
    sql: string,
    options: SqlOptions,
    roles: ReadonlyMap<string, Role>,
    rowCount?: number,
  ) {
    this.name = name;
    this.schema = new Schema(fields.map((field) => ({ ...field, role: roles.get(field.name) ?? 'numeric' })));
    this.#file = file;
    this.#sql = sql;
    this.#options = options;
    this.#rowCount = rowCount;
  }

  get rowCount(): number | undefined {
    return this.#rowCount;
  }

  get origin(): string {
    return originOf(this.#file, [this.#sql, this.#options.parameters ?? null]);
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const { batchRows = this.#options.batchRows ?? DEFAULT_BATCH_ROWS, signal } = options;
    const wanted = namesIn(this.schema, options.columns);
    await expectUnchanged([this.#file]);
    const { parameters } = this.#options;
    const cursor = await openSqliteCursor(this.#file.file, this.#sql, { parameters, signal });
    let count = 0;
    try {
      const { names } = this.schema;
      for (;;) {
        const given = await cursor.next(batchRows);
        const rows = rowsByName(names, given.rows, count);
        if (rows.length === 0) break;
        const columns = new Map(
          wanted.map((name) => {
            const data = columnOfRows(rows, name, this.schema.field(name).type, count);
            return [name, Column.fromData(data)] as const;
          }),
        );
        yield { length: rows.length, rowIds: countFrom(count, rows.length), columns };
        count += rows.length;
      }
    } finally {
      await cursor.close();
    }
    await expectUnchanged([this.#file]);
    this.#rowCount ??= count;
    if (count !== this.#rowCount) {
      throw sourceChanged(this.name, `it gave ${this.#rowCount} rows and now gives ${count}`);
    }
  }
}
