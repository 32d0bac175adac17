import type { RecordBatch } from 'apache-arrow';
import type { ColumnType, Row } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { type Role, Schema } from '../../core/schema.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { Source } from '../source.ts';
import { chunkOfArrow, fieldsOfArrow } from './arrow-chunk.ts';
import type { Chunk } from './chunk.ts';
import { withInferredRoles } from './from-rows.ts';
import { isRecordBatch } from './from-table.ts';
import { checkRowsOptions, expectColumns, type RowsOptions } from './options.ts';
import { columnOfRows } from './row-columns.ts';
import { RowTypes, show } from './row-types.ts';
import { Spool } from './spool.ts';
import { SpoolReader } from './spool-reader.ts';

/** A source whose rows lie in a temporary file, which goes when it is disposed of, collected, or the process ends. */
export class SpooledSource extends Source implements Disposable {
  readonly #spool: Spool;

  constructor(reader: SpoolReader, spool: Spool) {
    super(reader);
    this.#spool = spool;
  }

  /** Frees the disk. Scans of this source, and of all that were made from it, throw CLOSED afterwards. */
  [Symbol.dispose](): void {
    void this.#spool.close();
  }
}

/**
 * The rows of a stream that can be read only once: Arrow record batches, or arrays of rows as `fromRows` takes them. The
 * stream is read to its end now, batch by batch, into a temporary Arrow file that later passes read. In memory it holds
 * one batch of rows and 24 bytes for each; on disk all rows, in the folder for temporary files (TMPDIR).
 *
 * @throws MillraceError as `fromRows` and `fromTable`; FILE_UNWRITABLE when the disk is full. What the stream throws is
 *   passed on. No file is left behind, and the stream is closed, whatever happens.
 */
export async function fromBatches(
  batches: AsyncIterable<RecordBatch | readonly Row[]> | Iterable<RecordBatch | readonly Row[]>,
  options: RowsOptions = {},
): Promise<SpooledSource> {
  checkRowsOptions(options, 'fromBatches');
  const { name = 'batches', batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  throwIfAborted(signal);
  const spool = await Spool.open();
  try {
    const intake = new Intake(spool, batchRows, options.types);
    for await (const batch of untilAborted(batches, signal)) await intake.add(batch);
    const fields = await intake.finish();
    if (spool.rowCount > 0)
      expectColumns(
        fields.map((field) => field.name),
        options,
        'fromBatches',
      );
    const readerOf = (roles: ReadonlyMap<string, Role>) => {
      const schema = new Schema(fields.map((field) => ({ ...field, role: roles.get(field.name) ?? 'numeric' })));
      return new SpoolReader(name, schema, spool, batchRows);
    };
    return new SpooledSource(await withInferredRoles(readerOf, options), spool);
  } catch (error) {
    await spool.close();
    throw error;
  }
}

type Fields = readonly { readonly name: string; readonly type: ColumnType }[];

/** Cuts what comes in into chunks and spools them. Small arrays of rows are gathered first. */
class Intake {
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

/** The items of a stream, until the signal fires: it is not waited for then, and is told to stop. */
async function* untilAborted<T>(
  items: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = await orAborted(Promise.resolve(iterator.next()), signal);
      isDone = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a stream that hangs may never answer.
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal);
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const stop = () => {
      try {
        throwIfAborted(signal);
      } catch (error) {
        reject(error);
      }
    };
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
