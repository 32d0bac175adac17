import type { RecordBatch } from 'apache-arrow';
import type { ColumnType, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { chunkOfArrow, fieldsOfArrow } from './arrow-chunk.ts';
import type { Chunk } from './chunk.ts';
import { isRecordBatch } from './from-table.ts';
import type { RowsOptions } from './options.ts';
import { columnOfRows } from './row-columns.ts';
import { RowTypes, show } from './row-types.ts';
import type { Spool } from './spool.ts';

/** Columns before they have roles. */
export type Fields = readonly { readonly name: string; readonly type: ColumnType }[];

/** Cuts what comes in into chunks and spools them. Small arrays of rows are gathered first. */
export class Intake {
  readonly #spool: Spool;
  readonly #batchRows: number;
  readonly #types: RowTypes;
  readonly #hasTypes: boolean;
  #arrow: Fields | undefined;
  #waiting: Row[] = [];

  constructor(spool: Spool, batchRows: number, types: RowsOptions['types']) {
    this.#spool = spool;
    this.#batchRows = batchRows;
    this.#types = new RowTypes(types);
    this.#hasTypes = types !== undefined;
  }

  async add(batch: unknown): Promise<void> {
    const hasRows = this.#types.names.length > 0;
    if (Array.isArray(batch) && this.#arrow === undefined) await this.#addRows(batch);
    else if (isRecordBatch(batch) && !hasRows) await this.#addArrow(batch);
    else {
      throw new MillraceError('VALUE_INVALID', `the stream gave ${show(batch)} where a batch of rows was expected`, {
        value: batch,
        remedy: 'give Arrow record batches only, or arrays of rows only',
      });
    }
  }

  async finish(): Promise<Fields> {
    await this.#spoolRows(1);
    return this.#arrow ?? this.#types.names.map((name) => ({ name, type: this.#types.typeOf(name) ?? 'utf8' }));
  }

  async #addRows(rows: readonly Row[]): Promise<void> {
    this.#types.add(rows, this.#spool.rowCount + this.#waiting.length);
    for (const row of rows) this.#waiting.push(row);
    await this.#spoolRows(this.#batchRows);
  }

  /** Spools the rows that wait while there are `least` of them or more. */
  async #spoolRows(least: number): Promise<void> {
    while (this.#waiting.length >= least) {
      const rows = this.#waiting.splice(0, this.#batchRows);
      const columns: [string, ReturnType<typeof columnOfRows>][] = [];
      for (const name of this.#types.names) {
        const type = this.#types.typeOf(name);
        if (type !== undefined) columns.push([name, columnOfRows(rows, name, type, this.#spool.rowCount)]);
      }
      await this.#spool.append({ length: rows.length, columns: new Map(columns) });
    }
  }

  async #addArrow(batch: RecordBatch): Promise<void> {
    const fields = fieldsOfArrow(batch.schema);
    if (this.#hasTypes) {
      throw new MillraceError('OPTION_INVALID', "fromBatches: 'types' has no meaning for Arrow batches", {
        remedy: 'leave the option out: they have types',
      });
    }
    this.#arrow ??= fields;
    if (JSON.stringify(fields) !== JSON.stringify(this.#arrow)) throw otherColumns(this.#arrow, fields);
    for (let begin = 0; begin < batch.numRows; begin += this.#batchRows) {
      const end = Math.min(batch.numRows, begin + this.#batchRows);
      const chunk: Chunk = chunkOfArrow(batch, begin, end, this.#spool.rowCount - begin);
      await this.#spool.append(chunk);
    }
  }
}

function otherColumns(first: Fields, now: Fields): MillraceError {
  const at = first.findIndex((field, i) => field.name !== now[i]?.name || field.type !== now[i].type);
  const describe = (field: Fields[number] | undefined) => (field ? `'${field.name}' (${field.type})` : 'none');
  const column = first[at] ?? now[first.length];
  return new MillraceError(
    'COLUMN_TYPE',
    `a batch has the column ${describe(now[at < 0 ? first.length : at])} where the first has ${describe(first[at])}`,
    { column: column?.name, remedy: 'give batches of one schema' },
  );
}
