import type { ColumnData, ColumnType } from '../core/column.ts';
import { type Field, type Role, Schema } from '../core/schema.ts';
import { columnsOf, type DerivedColumn, evaluateColumn, expressionTypeOf, WindowStates } from '../expression/index.ts';
import type { Batch } from './batch.ts';
import { type BatchReader, nextTurn, type ScanOptions } from './reader.ts';

/** Looks at what a scan computes. */
export interface ScanObserver {
  /** A batch of one computed column, and the column that it replaces, if any. */
  column(name: string, before: ColumnData | undefined, after: ColumnData, rowIds: Float64Array): void;
  /** All rows have passed. */
  end(): void;
}

/**
 * A reader with columns added that are computed from its own. A new column may replace one of the same name: it takes
 * its place, and its role while it is of the same kind.
 */
export class DerivedReader implements BatchReader {
  readonly name: string;
  readonly schema: Schema;
  /** Per derived column, the values that became missing in the last scan because they had no finite result. */
  readonly nonFinite = new Map<string, number>();
  readonly #base: BatchReader;
  readonly #derived: ReadonlyMap<string, DerivedColumn>;
  readonly #observe: (() => ScanObserver) | undefined;

  /** @param observe called when a scan begins */
  constructor(base: BatchReader, derived: readonly DerivedColumn[], observe?: () => ScanObserver) {
    this.#base = base;
    this.#derived = new Map(derived.map((column) => [column.name, column]));
    this.#observe = observe;
    this.name = base.name;
    const fields = base.schema.fields.map((field) => {
      const column = this.#derived.get(field.name);
      return column === undefined ? field : replacedField(field, column);
    });
    const added = derived.filter((column) => !base.schema.has(column.name));
    this.schema = new Schema([...fields, ...added.map(fieldOf)]);
  }

  get origin() {
    return this.#base.origin;
  }

  get repeatable() {
    return this.#base.repeatable;
  }

  get idsAscend() {
    return this.#base.idsAscend;
  }

  /** Of the base, which may learn it from a scan. */
  get rowCount(): number | undefined {
    return this.#base.rowCount;
  }

  async *scan(options: ScanOptions = {}): AsyncIterable<Batch> {
    const wanted = options.columns ?? this.schema.names;
    const made = wanted.filter((name) => this.#derived.has(name)).map((name) => this.#derived.get(name)!);
    const passed = wanted.filter((name) => !this.#derived.has(name));
    const read = new Set([...passed, ...made.flatMap((column) => columnsOf(column.expression))]);
    for (const column of made) this.nonFinite.set(column.name, 0);
    const observer = this.#observe?.();
    const windows = new Map(made.map(({ name }) => [name, new WindowStates()]));
    for await (const batch of this.#base.scan({ ...options, columns: [...read] })) {
      const columns = new Map(passed.map((name) => [name, batch.columns.get(name)!]));
      for (const { name, expression } of made) {
        const { column, nonFinite } = await evaluateColumn(expression, batch, {
          signal: options.signal,
          windows: windows.get(name),
        });
        observer?.column(name, batch.columns.get(name)?.data, column.data, batch.rowIds);
        columns.set(name, column);
        this.nonFinite.set(name, this.nonFinite.get(name)! + nonFinite);
      }
      for (const [name, column] of batch.columns) if (columns.get(name) !== column) column.release();
      yield { length: batch.length, rowIds: batch.rowIds, columns };
      await nextTurn();
    }
    observer?.end();
  }
}

function replacedField(field: Field, column: DerivedColumn): Field {
  const isAlike = expressionTypeOf(field.type) === expressionTypeOf(column.type);
  return isAlike ? { ...field, type: column.type } : fieldOf(column);
}

function fieldOf(column: DerivedColumn): Field {
  return { name: column.name, type: column.type, role: ROLE_OF_TYPE[column.type] ?? 'numeric' };
}

// Text that was computed is a few forms of something: a category. Read text may be anything.
const ROLE_OF_TYPE: Partial<Record<ColumnType, Role>> = {
  boolean: 'boolean',
  utf8: 'categorical',
  date32: 'datetime',
  timestamp_us: 'datetime',
};
