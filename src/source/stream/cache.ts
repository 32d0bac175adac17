import type { ColumnData } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Schema } from '../../core/schema.ts';
import { Column } from '../../engine/column.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import { type Chunk, sliceColumn } from '../memory/chunk.ts';
import { namesIn } from '../memory/memory-reader.ts';
import { Spool } from '../memory/spool.ts';
import { type BatchReader, nextTurn, type ScanOptions } from '../reader.ts';

/** Where the rows of a cache lie. */
interface Store {
  readonly chunkCount: number;
  append(chunk: Chunk): Promise<void>;
  read(index: number, names: readonly string[]): Promise<Chunk>;
  close(): Promise<void>;
}

class MemoryStore implements Store {
  #chunks: Chunk[] = [];
  #closed = false;

  get chunkCount(): number {
    return this.#chunks.length;
  }

  async append(chunk: Chunk): Promise<void> {
    this.#chunks.push(chunk);
  }

  async read(index: number): Promise<Chunk> {
    if (this.#closed) throw new MillraceError('CLOSED', 'the rows were disposed of', { remedy: 'dispose last' });
    return this.#chunks[index]!;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#chunks = [];
  }
}

/**
 * Rows that are kept once they were read. The first scan reads all of them, every column, and gives them from there; so
 * do later ones, in the order of the first.
 */
export class CachedReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly #base: BatchReader;
  readonly #open: () => Promise<Store>;
  readonly #idName: string;
  #filled: Promise<{ store: Store; rowCount: number }> | undefined;
  #rowCount: number | undefined;
  #isDisposed = false;

  constructor(base: BatchReader, where: 'memory' | 'disk') {
    this.name = base.name;
    this.schema = base.schema;
    this.#base = base;
    this.#open = where === 'disk' ? () => Spool.open() : () => Promise.resolve(new MemoryStore());
    let idName = 'row id';
    while (base.schema.has(idName)) idName += '_';
    this.#idName = idName;
  }

  get origin() {
    return this.#base.origin;
  }

  get idsAscend() {
    return this.#base.idsAscend;
  }

  get rowCount(): number | undefined {
    return this.#rowCount ?? this.#base.rowCount;
  }

  /** Frees the rows. Later scans throw CLOSED. */
  dispose(): void {
    this.#isDisposed = true;
    void this.#filled?.then(
      ({ store }) => store.close(),
      () => undefined,
    );
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const { batchRows = DEFAULT_BATCH_ROWS, signal } = options;
    const names = namesIn(this.schema, options.columns);
    const store = await this.#fill(options);
    for (let index = 0; index < store.chunkCount; index++) {
      throwIfAborted(signal);
      const { length, columns } = await store.read(index, [...names, this.#idName]);
      const ids = columns.get(this.#idName)!.values as Float64Array;
      for (let begin = 0; begin < length; begin += batchRows) {
        throwIfAborted(signal);
        const end = Math.min(length, begin + batchRows);
        const parts = names.map(
          (name) => [name, Column.fromData(sliceColumn(columns.get(name)!, begin, end))] as const,
        );
        yield { length: end - begin, rowIds: ids.slice(begin, end), columns: new Map(parts) };
        await nextTurn();
      }
    }
  }

  /** One scan fills; others that begin meanwhile wait for it. */
  async #fill(options: ScanOptions): Promise<Store> {
    for (;;) {
      if (this.#isDisposed) throw new MillraceError('CLOSED', 'the rows were disposed of', { remedy: 'dispose last' });
      throwIfAborted(options.signal);
      const isOwn = this.#filled === undefined;
      this.#filled ??= this.#read(options.signal);
      try {
        const { store, rowCount } = await this.#filled;
        this.#rowCount = rowCount;
        return store;
      } catch (error) {
        if (isOwn) this.#filled = undefined;
        // That another scan was stopped does not stop this one.
        const wasStopped = error instanceof MillraceError && error.code === 'ABORTED';
        if (isOwn || !wasStopped) throw error;
        await nextTurn();
      }
    }
  }

  async #read(signal: AbortSignal | undefined) {
    const store = await this.#open();
    try {
      let rowCount = 0;
      for await (const batch of this.#base.scan({ signal })) {
        const { length, rowIds, columns } = batch;
        const data = new Map<string, ColumnData>([...columns].map(([name, column]) => [name, column.data]));
        data.set(this.#idName, Column.fromNumbers(rowIds).data);
        await store.append({ length, columns: data });
        releaseBatch(batch);
        rowCount += length;
      }
      return { store, rowCount };
    } catch (error) {
      await store.close();
      throw error;
    }
  }
}
