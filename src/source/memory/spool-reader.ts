import type { Schema } from '../../core/schema.ts';
import { Column } from '../../engine/column.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../reader.ts';
import { sliceColumn, widenColumn } from './chunk.ts';
import { countFrom, namesIn } from './memory-reader.ts';
import type { Spool } from './spool.ts';

/** Rows that were spooled, one chunk in memory at a time. Several scans may run side by side. */
export class SpoolReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly rowCount: number;
  readonly #spool: Spool;
  readonly #batchRows: number;

  constructor(name: string, schema: Schema, spool: Spool, batchRows: number = DEFAULT_BATCH_ROWS) {
    this.name = name;
    this.schema = schema;
    this.rowCount = spool.rowCount;
    this.#spool = spool;
    this.#batchRows = batchRows;
  }

  get origin(): object {
    return this.#spool;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const { batchRows = this.#batchRows, signal } = options;
    const names = namesIn(this.schema, options.columns);
    let id = 0;
    for (let index = 0; index < this.#spool.chunkCount; index++) {
      throwIfAborted(signal);
      const { length, columns: given } = await this.#spool.read(index, names);
      const columns = names.map(
        (name) => [name, widenColumn(given.get(name), this.schema.field(name).type, length)] as const,
      );
      for (let begin = 0; begin < length; begin += batchRows) {
        throwIfAborted(signal);
        const end = Math.min(length, begin + batchRows);
        const parts = columns.map(
          ([name, column]) => [name, Column.fromData(sliceColumn(column, begin, end))] as const,
        );
        yield { length: end - begin, rowIds: countFrom(id, end - begin), columns: new Map(parts) };
        id += end - begin;
        await nextTurn();
      }
    }
  }
}
