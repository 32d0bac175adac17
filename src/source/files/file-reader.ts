import { MillraceError } from '../../core/errors.ts';
import { type Role, Schema } from '../../core/schema.ts';
import { DEFAULT_BATCH_ROWS, type QueryBatch, queryBatches } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';
import type { BatchReader, ScanOptions } from '../reader.ts';
import { explainFault, isInternalFault } from './faults.ts';
import { expectUnchanged, type FileIdentity, sourceChanged } from './paths.ts';
import type { FilePlan, PlannedColumn } from './plan.ts';
import { sqlName } from './sql.ts';

/** Rows of files that DuckDB reads. Row ids count from 0 in the order of the files and of the rows in them. */
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

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const wanted = options.columns === undefined ? undefined : new Set(options.columns);
    for (const name of wanted ?? []) this.schema.field(name);
    const columns = this.#plan.columns.filter(({ name }) => wanted?.has(name) ?? true);
    await expectUnchanged(this.#files);
    let rowCount = 0;
    try {
      const query = { batchRows: options.batchRows ?? this.#batchRows, signal: options.signal };
      for await (const batch of queryBatches(this.#select(columns), query)) {
        yield toBatch(batch, columns, rowCount);
        rowCount += batch.rowCount;
      }
    } catch (error) {
      throw await this.#explain(error, options);
    }
    await expectUnchanged(this.#files);
    this.#rowCount ??= rowCount;
    if (rowCount !== this.#rowCount) {
      throw sourceChanged(this.name, `it had ${this.#rowCount} rows and now has ${rowCount}`);
    }
  }

  #select(columns: readonly PlannedColumn[]): string {
    const items = columns.map(({ source, cast }) =>
      cast === undefined ? sqlName(source) : `CAST(${sqlName(source)} AS ${cast})`,
    );
    return `SELECT ${items.length === 0 ? '1::TINYINT' : items.join(', ')} FROM ${this.#plan.relation}`;
  }

  async #explain(error: unknown, options: ScanOptions): Promise<unknown> {
    if (error instanceof MillraceError && error.code === 'FILE_UNREADABLE') await expectUnchanged(this.#files);
    const context = { file: this.#files[0]!.file, columns: this.#plan.columns };
    if (!isInternalFault(error)) return explainFault(error, context);
    // DuckDB 1.5 fails to report invalid UTF-8 in some projections of a CSV: all columns together tell the reason.
    try {
      for await (const { columns } of queryBatches(this.#select(this.#plan.columns), { signal: options.signal })) {
        for (const column of columns) column.release();
      }
    } catch (second) {
      return explainFault(second, context);
    }
    return explainFault(error, context);
  }
}

function toBatch({ rowCount, columns }: QueryBatch, planned: readonly PlannedColumn[], firstRow: number): Batch {
  const rowIds = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) rowIds[i] = firstRow + i;
  return {
    length: rowCount,
    rowIds,
    columns: new Map(planned.map(({ name }, i) => [name, columns[i]!])),
  };
}
