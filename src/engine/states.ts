import { Column } from './column.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type {
  CategoriesHandle,
  CategoryCounterHandle,
  CategoryCounts,
  MatrixHandle,
  MatrixInfo,
  MomentsHandle,
  NumberListHandle,
  NumberSummary,
  NumberValuesHandle,
} from './native/addon.ts';
import { addon } from './native/load.ts';
import { Program, type Slot } from './program.ts';

/** Weighted mean and variance of a number slot; missing numbers are left out. Divides by the weight. */
export class MomentsState {
  readonly #handle: MomentsHandle = addon().moments();

  addTo(program: Program, numbers: Slot, weight: Slot | undefined): void {
    program.fold('foldMoments', weight === undefined ? [numbers] : [numbers, weight], this.#handle);
  }

  finish(): { weight: number; mean: number; variance: number } {
    return inEngine(() => addon().momentsFinish(this.#handle));
  }
}

/** Every number of a slot that is not missing, 8 bytes each: for exact medians and modes. */
export class NumberValuesState {
  readonly #handle: NumberValuesHandle = addon().numberValues();

  addTo(program: Program, numbers: Slot): void {
    program.fold('foldValues', [numbers], this.#handle);
  }

  /** NaN when every number was missing. */
  finish(what: 'median' | 'mode', options: RunOptions): Promise<number> {
    return runJob(options, (job) => addon().numberValuesFinish(this.#handle, what, job));
  }
}

/** The numbers of a slot, one for each row in order, in engine memory: a target or a weight. */
export class NumberList {
  readonly handle: NumberListHandle;

  constructor(handle: NumberListHandle = addon().numberList()) {
    this.handle = handle;
  }

  static from(values: Float64Array): NumberList {
    return new NumberList(inEngine(() => addon().numberListFrom(values)));
  }

  addTo(program: Program, numbers: Slot): void {
    program.fold('appendNumbers', [numbers], this.handle);
  }

  /** Adds numbers at the end. */
  async append(values: Float64Array, options: RunOptions): Promise<void> {
    const { length } = values;
    const program = new Program();
    this.addTo(program, program.numbers(program.input(), 'values'));
    const column = Column.fromNumbers(values);
    await program.run([column], length, false, [], options);
    column.release();
  }

  /** A copy. May be large: what is wanted of all rows is computed in the engine by the methods below. */
  values(): Float64Array {
    return addon().numberListValues(this.handle);
  }

  summary(options: RunOptions): Promise<NumberSummary> {
    return runJob(options, (job) => addon().numberListSummary(this.handle, job));
  }

  /** The weighted share of each class, the numbers being class indices. */
  shares(weight: NumberList | undefined, classCount: number, options: RunOptions): Promise<Float64Array> {
    return runJob(options, (job) => addon().numberListShares(this.handle, weight?.handle, classCount, job));
  }

  /** One a row: the factor of its class, times its own weight, the numbers being class indices. */
  async weightsByClass(factors: Float64Array, weight: NumberList | undefined, options: RunOptions) {
    return new NumberList(
      await runJob(options, (job) => addon().numberListByClass(this.handle, weight?.handle, factors, job)),
    );
  }

  /** The weighted mean or median. */
  async centre(what: 'mean' | 'median', weight: NumberList | undefined, options: RunOptions): Promise<number> {
    const values = await runJob(options, (job) => addon().numberListCentre(this.handle, weight?.handle, what, job));
    return values[0]!;
  }
}

/** The distinct values of a column with their counts, and on request every row's code. */
export class CategoryCounter {
  readonly #handle: CategoryCounterHandle;

  /** `name` of the column is for messages. */
  constructor(name: string, options: { keepCodes: boolean }) {
    this.#handle = addon().categoryCounter(name, options.keepCodes);
  }

  addTo(program: Program, column: Slot): void {
    program.fold('foldCategories', [column], this.#handle);
  }

  /** Counts several columns side by side, each with a counter of its own. */
  static addAllTo(program: Program, columns: readonly Slot[], counters: readonly CategoryCounter[]): void {
    if (counters.length === 0) return;
    program.operation('foldCategoryColumns', columns, { states: counters.map((counter) => counter.#handle) });
  }

  finish(options: RunOptions): Promise<CategoryCounts> {
    return runJob(options, (job) => addon().categoryCounterFinish(this.#handle, job));
  }
}

/** Categories for `Program.encode`. Values ascending: text by UTF-8 bytes, or numbers. */
export function categoriesFrom(values: readonly string[] | Float64Array): CategoriesHandle {
  return inEngine(() => addon().categoriesFrom(values));
}

/** A feature matrix in engine memory. */
export class FeatureMatrix {
  readonly handle: MatrixHandle;

  constructor(handle: MatrixHandle = addon().matrixCreate()) {
    this.handle = handle;
  }

  get info(): MatrixInfo {
    return inEngine(() => addon().matrixInfo(this.handle));
  }

  /** A copy of the rows from `begin` up to `end`, all by default. Stored values are float32. */
  rows(begin = 0, end = this.info.rowCount): FeatureRows {
    const { values, offsets, indices } = inEngine(() => addon().matrixRows(this.handle, begin, end));
    if (offsets === undefined || indices === undefined) return { sparse: false, values };
    return { sparse: true, values, offsets, indices };
  }

  release(): void {
    addon().release(this.handle);
  }
}

/**
 * Rows of a feature matrix. Dense: `values` is [rows][columns], row-major. Sparse: row r holds `values` and their
 * columns `indices`, ascending, from offsets[r] up to offsets[r + 1]; `offsets` is [rows + 1].
 */
export type FeatureRows =
  | { readonly sparse: false; readonly values: Float32Array }
  | {
      readonly sparse: true;
      readonly values: Float32Array;
      readonly offsets: Float64Array;
      readonly indices: Uint32Array;
    };

export type { CategoriesHandle, CategoryCounts, MatrixInfo };
