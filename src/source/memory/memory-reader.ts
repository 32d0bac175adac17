import type { Schema } from '../../core/schema.ts';
import { requirePlainBuffer } from '../../engine/buffers.ts';
import { Column } from '../../engine/column.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../reader.ts';
import { type Chunk, sliceColumn } from './chunk.ts';

/** Rows that are in memory as columns. Their buffers are read in place, so they must not be written to. */
export class MemoryReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly rowCount: number;
  readonly #chunks: readonly Chunk[];
  readonly #batchRows: number;

  /** @param chunks of the schema's columns and types */
  constructor(name: string, schema: Schema, chunks: readonly Chunk[], batchRows: number = DEFAULT_BATCH_ROWS) {
    this.name = name;
    this.schema = schema;
    this.rowCount = chunks.reduce((sum, { length }) => sum + length, 0);
    this.#chunks = chunks;
    this.#batchRows = batchRows;
  }

  get origin(): object {
    return this.#chunks;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const { batchRows = this.#batchRows, signal } = options;
    const names = namesIn(this.schema, options.columns);
    let id = 0;
    for (const chunk of this.#chunks) {
      for (let begin = 0; begin < chunk.length; begin += batchRows) {
        throwIfAborted(signal);
        const end = Math.min(chunk.length, begin + batchRows);
        const columns = new Map(names.map((name) => [name, columnOf(name, chunk, begin, end)]));
        yield { length: end - begin, rowIds: countFrom(id, end - begin), columns };
        id += end - begin;
        await nextTurn();
      }
    }
  }
}

/** The wanted columns in the order of the schema. @throws MillraceError COLUMN_MISSING */
export function namesIn(schema: Schema, columns: readonly string[] | undefined): string[] {
  if (columns === undefined) return schema.names;
  const wanted = new Set(columns.map((name) => schema.field(name).name));
  return schema.names.filter((name) => wanted.has(name));
}

export function countFrom(first: number, length: number): Float64Array {
  const ids = new Float64Array(length);
  for (let i = 0; i < length; i++) ids[i] = first + i; // several times as fast as Float64Array.from
  return ids;
}

function columnOf(name: string, chunk: Chunk, begin: number, end: number): Column {
  const column = chunk.columns.get(name)!;
  requirePlainBuffer(column.values, `column '${name}'`); // its owner may have transferred it away since
  return Column.fromData(sliceColumn(column, begin, end));
}
