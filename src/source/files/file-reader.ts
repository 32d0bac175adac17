import { MillraceError } from '../../core/errors.ts';
import { type Role, Schema } from '../../core/schema.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';
import { countFrom } from '../memory/memory-reader.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';
import { expectUnchanged, type FileIdentity, sourceChanged } from './paths.ts';
import type { FilePlan } from './plan.ts';

/** Rows of files. Row ids count from 0 in the order of the files and of the rows in them. */
export class FileReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly #files: readonly FileIdentity[];
  readonly #plan: FilePlan;
  readonly #batchRows: number;
  #rowCount: number | undefined;

  constructor(
    name: string,
    files: readonly FileIdentity[],
    plan: FilePlan,
    roles: ReadonlyMap<string, Role>,
    batchRows: number = DEFAULT_BATCH_ROWS,
  ) {
    this.name = name;
    this.#files = files;
    this.#plan = plan;
    this.#batchRows = batchRows;
    this.#rowCount = plan.rowCount;
    this.schema = new Schema(
      plan.columns.map((column) => ({
        name: column.name,
        type: column.type,
        role: roles.get(column.name) ?? 'numeric',
      })),
    );
  }

  get rowCount(): number | undefined {
    return this.#rowCount;
  }

  /** The bytes of the files, as far as `FileIdentity` tells them: the same after they were opened anew. */
  get origin(): string {
    return `files ${this.#files.map(({ size, digest }) => `${size}:${digest}`).join(' ')}`;
  }

  scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    return this.#scan(options, undefined);
  }

  /** The first rows: at most so many are asked of the files. */
  head(limit: number): Pick<BatchReader, 'schema' | 'scan' | 'rowCount'> {
    const { schema, rowCount } = this;
    return { schema, rowCount, scan: (options = {}) => this.#scan(options, limit) };
  }

  async *#scan(options: ScanOptions, limit: number | undefined): AsyncIterable<Batch> {
    const { batchRows = this.#batchRows, signal } = options;
    const wanted = options.columns === undefined ? undefined : new Set(options.columns);
    for (const name of wanted ?? []) this.schema.field(name);
    const { names } = this.schema;
    const positions = [...names.keys()].filter((i) => wanted?.has(names[i]!) ?? true);
    await expectUnchanged(this.#files);
    let rowCount = 0;
    try {
      for await (const batch of this.#plan.stream(positions, batchRows, signal, limit)) {
        const columns = new Map(positions.map((position, i) => [names[position]!, batch.columns[i]!]));
        yield { length: batch.rowCount, rowIds: countFrom(rowCount, batch.rowCount), columns };
        rowCount += batch.rowCount;
      }
    } catch (error) {
      // A file that was written to meanwhile reads as a broken one.
      if (error instanceof MillraceError && error.code !== 'ABORTED') await expectUnchanged(this.#files);
      throw error;
    }
    await expectUnchanged(this.#files);
    if (limit !== undefined && rowCount >= limit) return; // there may be more
    this.#rowCount ??= rowCount;
    if (rowCount !== this.#rowCount) {
      throw sourceChanged(this.name, `it had ${this.#rowCount} rows and now has ${rowCount}`);
    }
  }
}
