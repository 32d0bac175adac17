import type { RecordBatch } from 'apache-arrow';
import type { Row } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import { type Role, Schema } from '../core/schema.ts';
import {
  type Columns,
  columnsOf,
  columnsOfSchema,
  type DerivedColumn,
  deriveColumns,
  type Expression,
  type ExpressionLike,
  formatExpression,
} from '../expression/index.ts';
import { toRecordBatch } from './arrow.ts';
import { type Batch, releaseBatch } from './batch.ts';
import { DerivedReader } from './derived.ts';
import { filterReader } from './filtered.ts';
import type { BatchReader, ScanOptions } from './reader.ts';
import { RoleReader } from './role-reader.ts';
import { rowsOfBatch } from './row-values.ts';
import { type Split, type SplitOptions, type SplitWithValid, splitReader } from './split.ts';
import { CachedReader } from './stream/cache.ts';
import { ConcatenatedReader, InterleavedReader } from './stream/joined.ts';
import { type MapOptions, mapBatchReader, mapReader } from './stream/map.ts';
import type { MapBatch, MapRow } from './stream/mapped.ts';
import { BATCH_OPTIONS, expectWhole, INTERLEAVE_OPTIONS, SHUFFLE_OPTIONS } from './stream/options.ts';
import { PrefetchedReader } from './stream/prefetch.ts';
import { RangeReader } from './stream/range.ts';
import { RepeatedReader } from './stream/repeat.ts';
import { type BatchOptions, type RowBatch, rowBatches } from './stream/row-batch.ts';
import { ShuffledReader } from './stream/shuffle.ts';

/**
 * Rows that can be read again: same rows, same order, same ids, each time. Immutable; every method returns another
 * source and reads nothing until it is scanned.
 */
export class Source implements Disposable {
  readonly reader: BatchReader;
  /** The columns computed by `derive`, in the order they were added: a model trained on them carries them along. */
  readonly derived: readonly DerivedColumn[];

  constructor(reader: BatchReader, derived: readonly DerivedColumn[] = []) {
    this.reader = reader;
    this.derived = derived;
  }

  /** Where the rows come from, for people. */
  get name(): string {
    return this.reader.name;
  }

  get schema(): Schema {
    return this.reader.schema;
  }

  /** The number of rows, if known without a scan. */
  get rowCount(): number | undefined {
    return this.reader.rowCount;
  }

  /** The rows, batch by batch. */
  scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    for (const name of options.columns ?? []) this.schema.field(name);
    return this.reader.scan(options);
  }

  /** The rows as Arrow record batches. */
  async *toArrow(options: ScanOptions = {}): AsyncIterable<RecordBatch> {
    for await (const batch of this.scan(options)) yield toRecordBatch(batch);
  }

  /**
   * Adds columns computed from others: `source.derive(c => ({ hour: c.date.hour(), late: c.delay.gt(15) }))`.
   * The function runs once and returns expressions, which are checked now and saved with every model trained on them.
   *
   * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE, COLUMN_DUPLICATE or EXPRESSION_INVALID
   */
  derive(build: (columns: Columns) => Readonly<Record<string, Expression | ExpressionLike>>): Source {
    const columns = deriveColumns(this.schema, build);
    const taken = columns.find(({ name }) => this.schema.has(name));
    if (taken !== undefined) {
      // Later nobody could tell whether a file holds the column as read or as computed.
      throw new MillraceError('COLUMN_DUPLICATE', `${this.name} already has a column '${taken.name}'`, {
        column: taken.name,
        remedy: 'give the derived column another name',
      });
    }
    return this.withDerived(columns);
  }

  /** Adds columns that were derived before, as those of a model. Each may read those in front of it. */
  withDerived(columns: readonly DerivedColumn[]): Source {
    let reader = this.reader;
    for (const group of independentGroups(columns)) reader = new DerivedReader(reader, group);
    return columns.length === 0 ? this : new Source(reader, [...this.derived, ...columns]);
  }

  /** The rows for which the condition is true: `source.filter(c => c.distance.ge(0))`. */
  filter(condition: Expression | ((columns: Columns) => Expression)): Source {
    const expression = typeof condition === 'function' ? condition(columnsOfSchema(this.schema)) : condition;
    return new Source(filterReader(this.reader, expression), this.derived);
  }

  /** The same rows with other roles for some columns. */
  withRoles(roles: Readonly<Record<string, Role>>): Source {
    for (const name of Object.keys(roles)) this.schema.field(name);
    const fields = this.schema.fields.map((field) => ({ ...field, role: roles[field.name] ?? field.role }));
    return new Source(new RoleReader(this.reader, new Schema(fields)), this.derived);
  }

  /**
   * Holds rows out: `{ test: 0.2 }`, `{ test: 0.2, valid: 0.1 }`, with `stratify`, `group` or `time` naming a column.
   * Each row's side follows from its id and `randomState` alone. See `SplitOptions`.
   */
  split(options: SplitOptions & { valid: number }): Promise<SplitWithValid>;
  split(options: SplitOptions): Promise<Split>;
  async split(options: SplitOptions): Promise<Split> {
    const derived = new Set(this.derived.map(({ name }) => name));
    const { train, valid, test, summary } = await splitReader(this.reader, derived, options);
    const side = (reader: BatchReader) => new Source(reader, this.derived);
    return { train: side(train), valid: valid && side(valid), test: side(test), summary };
  }

  /** The first rows: `count` of them, or all there are. No more is read than they take. */
  take(count: number): Source {
    expectWhole(count, 0, 'take');
    return this.#of(new RangeReader(this.reader, 0, count));
  }

  /** The rows behind the first `count`. */
  skip(count: number): Source {
    expectWhole(count, 0, 'skip');
    return this.#of(new RangeReader(this.reader, count, Infinity));
  }

  /**
   * The rows in random order, as far as a buffer reaches: each row leaves in the place of one that is drawn from the
   * `bufferRows` held. A buffer of all rows gives every order alike. In memory it holds up to 2.5 times the buffer.
   * The order is the same in each pass and with any batches; with `reshuffleEachPass` each pass has another, which a fit
   * of several passes refuses. Rows keep their ids. Split first: a split needs no shuffling, and refuses it.
   */
  shuffle(bufferRows: number, seed = 0, options: { readonly reshuffleEachPass?: boolean } = {}): Source {
    expectWhole(bufferRows, 1, 'shuffle');
    expectWhole(seed, 0, 'shuffle: the seed');
    const { reshuffleEachPass = false } = parseOptions(SHUFFLE_OPTIONS, options, 'shuffle');
    return this.#of(new ShuffledReader(this.reader, bufferRows, seed, reshuffleEachPass));
  }

  /**
   * The rows `times` over. Copies of a row share its id, so that they are in the same fold where a step is cross-fitted,
   * and a model that met one has met them all. Split first: copies on both sides would be measured as new rows.
   */
  repeat(times: number): Source {
    expectWhole(times, 1, 'repeat');
    return this.#of(new RepeatedReader(this.reader, times));
  }

  /**
   * These rows, and those of others behind them; all have the same columns, in any order. Rows of one origin, such as
   * sides of a split, keep their ids; others are numbered anew.
   *
   * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE
   */
  concat(...others: readonly Source[]): Source {
    const sources = [this, ...others];
    return new Source(new ConcatenatedReader(sources.map(({ reader }) => reader)), commonDerived(sources));
  }

  /**
   * `blockRows` of these rows (1 by default), then as many of each other source, and so on; when one has ended, the
   * others go on. Columns and ids as with `concat`.
   */
  interleave(others: Source | readonly Source[], options: { readonly blockRows?: number } = {}): Source {
    const { blockRows = 1 } = parseOptions(INTERLEAVE_OPTIONS, options, 'interleave');
    const sources = [this, ...(others instanceof Source ? [others] : others)];
    const readers = sources.map(({ reader }) => reader);
    return new Source(new InterleavedReader(readers, blockRows), commonDerived(sources));
  }

  /**
   * Rows made by a function of one row, which may return a promise: `await source.map((row) => ({ ...row, area: row.width *
   * row.height }))`. It runs in JavaScript, at every pass, and must give the same each time. Rows keep their ids. Types are
   * those stated, or inferred from the first 2,048 rows, which are read now. A model does not carry the function along, as
   * it does `derive`: map the rows that it predicts too.
   *
   * @throws MillraceError VALUE_INVALID for what is no row, or a value of another type than before; what the function
   *   throws is passed on
   */
  async map(map: MapRow, options: MapOptions = {}): Promise<Source> {
    return new Source(await mapReader(this.reader, map, options));
  }

  /** As `map`, by a function of an Arrow record batch, which gives one of as many rows. The batches' sizes vary. */
  async mapBatches(map: MapBatch, options: MapOptions = {}): Promise<Source> {
    return new Source(await mapBatchReader(this.reader, map, options));
  }

  /** The same rows, read up to `batches` ahead of the loop that takes them. */
  prefetch(batches = 2): Source {
    expectWhole(batches, 1, 'prefetch');
    return this.#of(new PrefetchedReader(this.reader, batches));
  }

  /**
   * The same rows, kept in memory or in a temporary Arrow file. The first scan reads them all, every column, and they are
   * given from there; the files behind them may change then. Freed by `dispose`, the collector, or the process's end.
   */
  cache(where: 'memory' | 'disk'): Source {
    if (where === 'memory' || where === 'disk') return this.#of(new CachedReader(this.reader, where));
    throw new MillraceError('OPTION_INVALID', `cache takes 'memory' or 'disk', not ${String(where)}`, {
      value: where,
      remedy: "as in cache('disk')",
    });
  }

  /**
   * The rows in batches of exactly `rows`, but the last, for a loop of one's own:
   * `for await (const batch of source.shuffle(10_000, seed).batch(32)) step(batch.numbers('x'), batch.numbers('y'))`.
   */
  batch(rows: number, options: BatchOptions = {}): AsyncIterable<RowBatch> {
    expectWhole(rows, 1, 'batch');
    for (const name of options.columns ?? []) this.schema.field(name);
    return rowBatches(this.reader, rows, parseOptions(BATCH_OPTIONS, options, 'batch'));
  }

  /** Frees the rows of a cache. Scans of it, and of what was made from it, throw CLOSED afterwards. */
  [Symbol.dispose](): void {
    this.reader.dispose?.();
  }

  #of(reader: BatchReader): Source {
    return new Source(reader, this.derived);
  }

  /** The first rows as objects, for a look at them. Missing is null, dates are `Date`s. */
  async rows(limit = 10): Promise<Row[]> {
    const rows: Row[] = [];
    if (limit <= 0) return rows;
    for await (const batch of this.scan({ batchRows: Math.min(limit, 1024) })) {
      rows.push(...rowsOfBatch(batch));
      releaseBatch(batch);
      if (rows.length >= limit) break;
    }
    return rows.slice(0, limit);
  }

  /** The number of rows; scans when it is not known. */
  async count(): Promise<number> {
    if (this.rowCount !== undefined) return this.rowCount;
    let count = 0;
    for await (const batch of this.scan({ columns: this.schema.names.slice(0, 1) })) count += batch.length;
    return count;
  }
}

/** Columns in order, cut where one reads what another of its group makes. */
function independentGroups(columns: readonly DerivedColumn[]): DerivedColumn[][] {
  const groups: DerivedColumn[][] = [];
  let made = new Set<string>();
  for (const column of columns) {
    const isApart = made.has(column.name) || columnsOf(column.expression).some((name) => made.has(name));
    if (groups.length === 0 || isApart) {
      groups.push([]);
      made = new Set();
    }
    groups.at(-1)!.push(column);
    made.add(column.name);
  }
  return groups;
}

/** The columns that all the sources compute alike. */
function commonDerived(sources: readonly Source[]): DerivedColumn[] {
  const spelled = ({ name, expression }: DerivedColumn) => `${name} = ${formatExpression(expression)}`;
  const [first, ...others] = sources.map(({ derived }) => derived);
  const known = others.map((derived) => new Set(derived.map(spelled)));
  return first!.filter((column) => known.every((names) => names.has(spelled(column))));
}
