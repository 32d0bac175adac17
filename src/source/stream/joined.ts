import { MillraceError } from '../../core/errors.ts';
import type { Schema } from '../../core/schema.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { type Batch, releaseBatch } from '../batch.ts';
import { countFrom } from '../memory/memory-reader.ts';
import { type BatchReader, nextTurn, type Origin, type ScanOptions } from '../reader.ts';
import { concatBatches, takeRows } from './gather.ts';

/**
 * What rows of several readers have in common. Those of one origin, such as sides of a split, keep their ids; others are
 * numbered anew, as rows of an origin of their own.
 */
abstract class JoinedReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  readonly origin: Origin;
  readonly idsAscend: boolean | undefined;
  protected readonly bases: readonly BatchReader[];
  readonly #keepsIds: boolean;

  constructor(bases: readonly BatchReader[]) {
    const [first] = bases;
    for (const other of bases.slice(1)) expectSameColumns(first!, other);
    this.bases = bases;
    this.schema = first!.schema;
    this.name = bases.map((base) => base.name).join(' and ');
    this.#keepsIds = first!.origin !== undefined && bases.every((base) => base.origin === first!.origin);
    this.origin = this.#keepsIds ? first!.origin! : bases;
    this.idsAscend = this.#keepsIds ? false : undefined;
  }

  get repeatable(): boolean | undefined {
    return this.bases.some((base) => base.repeatable === false) ? false : undefined;
  }

  get rowCount(): number | undefined {
    const counts = this.bases.map((base) => base.rowCount);
    return counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    let rows = 0;
    const columns = options.columns ?? this.schema.names;
    for await (const batch of this.inTurn({ ...options, columns })) {
      const rowIds = this.#keepsIds ? batch.rowIds : countFrom(rows, batch.length);
      yield { length: batch.length, rowIds, columns: batch.columns };
      rows += batch.length;
    }
  }

  protected abstract inTurn(options: ScanOptions): AsyncIterable<Batch>;
}

/** The rows of one reader behind those of another. */
export class ConcatenatedReader extends JoinedReader {
  protected async *inTurn(options: ScanOptions): AsyncIterable<Batch> {
    for (const base of this.bases) yield* base.scan(options);
  }
}

/** A few rows of each reader in turn; the others go on when one has ended. */
export class InterleavedReader extends JoinedReader {
  readonly #blockRows: number;

  constructor(bases: readonly BatchReader[], blockRows: number) {
    super(bases);
    this.#blockRows = blockRows;
  }

  protected async *inTurn(options: ScanOptions): AsyncIterable<Batch> {
    const { batchRows = DEFAULT_BATCH_ROWS } = options;
    const inputs = this.bases.map((base) => new Input(base.scan(options)));
    // out: for each row of the batch under way, its input's number among those held, and its position there
    let held: Batch[] = [];
    let picked: { batch: Batch; row: number }[] = [];
    const flush = () => {
      const begins = new Map<Batch, number>();
      let at = 0;
      for (const batch of held) {
        begins.set(batch, at);
        at += batch.length;
      }
      const pool = concatBatches(held);
      const out = takeRows(
        pool,
        Uint32Array.from(picked, ({ batch, row }) => begins.get(batch)! + row),
      );
      if (held.length > 1) releaseBatch(pool);
      const current = new Set(inputs.map((input) => input.batch));
      for (const batch of held) if (!current.has(batch)) releaseBatch(batch);
      held = held.filter((batch) => current.has(batch));
      picked = [];
      return out;
    };
    try {
      for (let going = inputs; going.length > 0; going = going.filter((input) => !input.ended)) {
        for (const input of going) {
          for (let taken = 0; taken < this.#blockRows && (await input.ready()); taken++) {
            if (!held.includes(input.batch!)) held.push(input.batch!);
            picked.push({ batch: input.batch!, row: input.row++ });
            if (picked.length < batchRows) continue;
            yield flush();
            await nextTurn();
          }
        }
      }
      if (picked.length > 0) yield flush();
    } finally {
      for (const batch of held) releaseBatch(batch);
      await Promise.all(inputs.map((input) => input.close()));
    }
  }
}

/** One of several scans under way: its batch, and the next row of it. */
class Input {
  batch: Batch | undefined;
  row = 0;
  ended = false;
  readonly #batches: AsyncIterator<Batch>;

  constructor(batches: AsyncIterable<Batch>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Whether there is a next row. */
  ready(): boolean | Promise<boolean> {
    if (this.batch !== undefined && this.row < this.batch.length) return true;
    return this.ended ? false : this.#advance();
  }

  async #advance(): Promise<boolean> {
    const next = await this.#batches.next();
    this.batch = next.done ? undefined : next.value;
    this.row = 0;
    this.ended = next.done === true;
    return !this.ended;
  }

  async close(): Promise<void> {
    if (!this.ended) await this.#batches.return?.();
  }
}

function expectSameColumns(first: BatchReader, other: BatchReader): void {
  const missing = first.schema.fields.find(({ name }) => !other.schema.has(name));
  const more = other.schema.fields.find(({ name }) => !first.schema.has(name));
  const [field, has, lacks] = missing ? [missing, first, other] : [more, other, first];
  if (field !== undefined) {
    throw new MillraceError(
      'COLUMN_MISSING',
      `'${lacks.name}' has no column '${field.name}', which '${has.name}' has`,
      {
        column: field.name,
        remedy: 'give both the same columns, in any order',
      },
    );
  }
  for (const { name, type } of first.schema) {
    const found = other.schema.field(name).type;
    if (found === type) continue;
    throw new MillraceError(
      'COLUMN_TYPE',
      `column '${name}' is ${type} in '${first.name}' and ${found} in '${other.name}'`,
      {
        column: name,
        value: found,
        remedy: "state one type for both with 'types' where they are read",
      },
    );
  }
}
