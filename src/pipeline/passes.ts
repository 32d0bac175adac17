import { MillraceError } from '../core/errors.ts';
import { type Field, Schema } from '../core/schema.ts';
import { Column } from '../engine/column.ts';
import { type RunOptions, throwIfAborted } from '../engine/job.ts';
import { Program, type Slot } from '../engine/program.ts';
import { ProgramParts } from '../engine/program-parts.ts';
import {
  type AddFolds,
  compileTraining,
  type FittedTransformer,
  type Stage,
  type Supervision,
  type TrainingSlots,
} from '../features/transformer.ts';
import type { Layout } from '../matrix/layout.ts';
import type { LearningTask } from '../models/learner.ts';
import { type Batch, releaseBatch } from '../source/batch.ts';
import { nextTurn } from '../source/reader.ts';
import type { Source } from '../source/source.ts';

export interface PassesOptions extends RunOptions {
  /** Called after each batch with the rows read in this pass. */
  readonly onRows?: ((pass: number, rows: number, total: number | undefined) => void) | undefined;
  /** Whether these rows are those that steps are fitted on, which some treat differently. Default true. */
  readonly isTraining?: boolean | undefined;
  /**
   * In how many parts, one behind the other, the states of folds are filled before they are merged. Default 1. Needs a
   * source whose number of rows is known.
   */
  readonly parts?: number | undefined;
  /** Called with the row ids of each batch of the first pass. */
  readonly onRowIds?: ((rowIds: Float64Array) => void) | undefined;
  /** What is learnt; its column must be among those that are read. */
  readonly learns?: { readonly task: LearningTask; readonly target: Field } | undefined;
}

interface Request {
  readonly compile: (program: Program, layout: Layout, training: TrainingSlots) => Layout;
  readonly addFolds: AddFolds;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs the passes of a fit. A pass begins when every estimator under way waits for one, so those fitted side by side
 * share it. `count` tells how many there were.
 */
export class Passes {
  count = 0;
  /** Rows of the source; the same in each pass. */
  rowCount: number | undefined;
  readonly #open: () => Source | Promise<Source>;
  readonly #features: readonly Field[];
  readonly #weight: string | undefined;
  readonly #others: readonly string[];
  readonly #options: PassesOptions;
  #active = 1;
  #requests: Request[] = [];
  #failed = false;

  /**
   * @param source the rows, or what gives them when the first pass begins
   * @param features the columns that estimators see
   * @param weight the column of row weights
   * @param others more columns that folds of the first stage may ask `columnSlot` for
   */
  constructor(
    source: Source | (() => Source | Promise<Source>),
    features: readonly Field[],
    weight: string | undefined,
    others: readonly string[],
    options: PassesOptions,
  ) {
    this.#open = typeof source === 'function' ? source : () => source;
    this.#features = features;
    this.#weight = weight;
    this.#others = others;
    this.#options = options;
  }

  /** The stage at which the source's own columns arrive. */
  firstStage(): Stage {
    return this.#stage((_program, layout) => layout);
  }

  /** Runs tasks that ask for passes, side by side. */
  async together<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
    if (tasks.length === 0) return [];
    let left = tasks.length;
    this.#active += tasks.length - 1; // the caller waits while its tasks are under way
    return Promise.all(
      tasks.map(async (task) => {
        try {
          return await task();
        } catch (error) {
          this.#failed = true; // the fit is over: what others have under way ends too
          throw error;
        } finally {
          left -= 1;
          if (left > 0) {
            this.#active -= 1;
            this.#beginIfAllWait();
          }
        }
      }),
    );
  }

  #stage(compile: Request['compile']): Stage {
    const scratch = new Program(); // tells the layout, never runs
    const inputs = layoutOf(this.#features, () => scratch.input());
    const unread = scratch.input();
    return {
      layout: compile(
        scratch,
        inputs,
        this.#trainingSlots(
          () => unread,
          () => unread,
        ),
      ),
      run: this.#options,
      training: this.#training,
      pass: (addFolds) =>
        new Promise<void>((resolve, reject) => {
          this.#requests.push({ compile, addFolds, resolve, reject });
          this.#beginIfAllWait();
        }),
      after: (fitted: FittedTransformer) =>
        this.#stage((program, layout, training) => {
          const features = compile(program, layout, training);
          if (this.#options.isTraining === false) return fitted.compile(program, features);
          return compileTraining(fitted, program, features, training);
        }),
      together: (tasks) => this.together(tasks),
    };
  }

  #beginIfAllWait(): void {
    if (this.#requests.length === 0 || this.#requests.length < this.#active) return;
    const requests = this.#requests;
    this.#requests = [];
    if (this.#failed) return;
    this.#run(requests).then(
      () => {
        for (const request of requests) request.resolve();
      },
      (error: unknown) => {
        for (const request of requests) request.reject(error);
      },
    );
  }

  async #run(requests: readonly Request[]): Promise<void> {
    this.count += 1;
    const program = new Program();
    const names = [...new Set([...this.#features.map((field) => field.name), ...this.#others])];
    if (this.#weight !== undefined && !names.includes(this.#weight)) names.push(this.#weight);
    const slots = new Map<string, Slot>(names.map((name) => [name, program.input()]));
    const rowIds = program.input();
    const layout = layoutOf(this.#features, (name) => slots.get(name)!);
    this.#slots = slots;
    this.#rowIds = rowIds;
    const weight = this.#weight === undefined ? undefined : program.numbers(slots.get(this.#weight)!, this.#weight);
    for (const request of requests) request.addFolds(program, request.compile(program, layout, this.#training), weight);
    // Columns that nothing reads are not asked for: the scaler of a few numbers needs no text beside them.
    const read = names.filter((name) => program.reads(slots.get(name)!));
    const readsRowIds = read.length === 0 || program.reads(rowIds);

    let rows = 0;
    const source = await this.#open();
    if (this.count > 1 && source.reader.repeatable === false) {
      throw new MillraceError('OPTION_INVALID', `${source.name} gives its rows in another order each time`, {
        remedy: "this fit reads them more than once: leave reshuffleEachPass out, or keep them with cache('disk')",
      });
    }
    const parts = new ProgramParts(program, this.#options.parts ?? 1, source.rowCount);
    let underWay = Promise.resolve();
    try {
      for await (const batch of source.scan({ columns: read, signal: this.#options.signal })) {
        throwIfAborted(this.#options.signal);
        if (this.#failed) throw new MillraceError('ABORTED', 'another step of the fit failed');
        const rowIdColumn = readsRowIds ? Column.fromNumbers(batch.rowIds) : undefined;
        const unread = rowIdColumn ?? batch.columns.get(read[0]!)!; // an input that nothing reads may hold anything
        const columns = names.map((name) => (program.reads(slots.get(name)!) ? batch.columns.get(name)! : unread));
        columns.push(unread);
        for (const column of columns) column.moveIn(); // while the batch before this one is under way
        await underWay;
        const part = parts.at(rows);
        rows += batch.length;
        underWay = this.#runBatch(part, columns, batch, rows, source.rowCount);
        underWay.catch(() => {}); // thrown where it is awaited
        await nextTurn();
      }
    } finally {
      await underWay;
    }
    parts.merge();
    if (rows === 0) {
      throw new MillraceError('ROWS_TOO_FEW', `${source.name} has no rows to learn from`, {
        remedy: 'check filters and the split',
      });
    }
    if (this.rowCount !== undefined && rows !== this.rowCount) {
      throw new MillraceError('SOURCE_CHANGED', `${source.name} gave ${this.rowCount} rows, then ${rows}`, {
        remedy: 'train on a copy that nothing writes to',
      });
    }
    this.rowCount = rows;
  }

  /** Runs a program on one batch, which ends with row `rows` of those that there are, and frees it. */
  async #runBatch(program: Program, columns: readonly Column[], batch: Batch, rows: number, total: number | undefined) {
    await program.run(columns, batch.length, false, [], this.#options).catch((error: unknown) => {
      throw inRow(error, batch);
    });
    if (this.count === 1) this.#options.onRowIds?.(batch.rowIds);
    for (const column of columns) column.release(); // with that of the row ids
    releaseBatch(batch);
    this.#options.onRows?.(this.count, rows, this.rowCount ?? total);
  }

  #slots: ReadonlyMap<string, Slot> = new Map();
  #rowIds: Slot = -1;

  /** The slots of the pass that is being built. */
  get #training(): TrainingSlots {
    const { learns } = this.#options;
    return this.#trainingSlots(
      () => this.columnSlot(learns!.target.name),
      () => this.#rowIds,
    );
  }

  #trainingSlots(target: () => Slot, rowIds: () => Slot): TrainingSlots {
    const { learns } = this.#options;
    const supervision: Supervision | undefined = learns && { ...learns, slot: target };
    return { supervision, rowIds };
  }

  /** The id of the row at this position among those of the source; reads it again. */
  async rowIdAt(position: number): Promise<number> {
    let rows = 0;
    const source = await this.#open();
    for await (const batch of source.scan({ columns: [], signal: this.#options.signal })) {
      if (position < rows + batch.length) return batch.rowIds[position - rows]!;
      rows += batch.length;
    }
    return position;
  }

  /** The slot of a source column in the pass that is being built. Call inside `addFolds`. */
  columnSlot(name: string): Slot {
    return this.#slots.get(name)!;
  }
}

/** A fault in a row of a batch as one in a row of the source. */
function inRow(error: unknown, batch: Batch): unknown {
  if (!(error instanceof MillraceError) || error.row === undefined) return error;
  const row = batch.rowIds[error.row]!;
  const { code, remedy, file, column, value } = error;
  return new MillraceError(code, `row ${row}: ${error.message}`, { remedy, file, column, value, row, cause: error });
}

function layoutOf(fields: readonly Field[], slotOf: (name: string) => Slot): Layout {
  return new Schema(fields).fields.map(({ name, type, role }) => ({
    kind: 'column',
    name,
    type,
    role,
    slot: slotOf(name),
  }));
}
