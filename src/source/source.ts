import type { RecordBatch } from 'apache-arrow';
import type { Row } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type Role, Schema } from '../core/schema.ts';
import {
  type Columns,
  columnsOf,
  columnsOfSchema,
  type DerivedColumn,
  deriveColumns,
  type Expression,
  type ExpressionLike,
} from '../expression/index.ts';
import { toRecordBatch } from './arrow.ts';
import { type Batch, releaseBatch } from './batch.ts';
import { DerivedReader } from './derived.ts';
import { filterReader } from './filtered.ts';
import type { BatchReader, ScanOptions } from './reader.ts';
import { rowsOfBatch } from './row-values.ts';
import { type Split, type SplitOptions, type SplitWithValid, splitReader } from './split.ts';

/**
 * Rows that can be read again: same rows, same order, same ids, each time. Immutable; every method returns another
 * source and reads nothing until it is scanned.
 */
export class Source {
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
    const { name, rowCount, origin } = this.reader;
    const base = this.reader;
    return new Source(
      { name, origin, rowCount, schema: new Schema(fields), scan: (options) => base.scan(options) },
      this.derived,
    );
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
