import type { RecordBatch } from 'apache-arrow';
import type { CleaningRecord } from '../clean/cleaning-record.ts';
import {
  type NeededOperations,
  neededOperations,
  type OperatedSource,
  operate,
  type RowOperation,
} from '../clean/row-operation.ts';
import type { ColumnData, Row } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type Field, Schema } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import type { RowProblem } from '../engine/program.ts';
import { column, columnsOf, type DerivedColumn } from '../expression/index.ts';
import type { CategoryValues } from '../features/category-values.ts';
import type { FittedTransformer } from '../features/transformer.ts';
import { saveModel } from '../model-file/save.ts';
import type { FitStep, LearningTask, LinearWeights, Predictor } from '../models/learner.ts';
import type { Batch } from '../source/batch.ts';
import { releaseBatch } from '../source/batch.ts';
import { nextTurn } from '../source/reader.ts';
import type { Source } from '../source/source.ts';
import type { TrainingSummary } from './fit.ts';
import { checkCallOptions } from './fit-options.ts';
import { predictionBatch } from './prediction-batch.ts';
import { RowScoring } from './row-scoring.ts';
import { Scoring } from './scoring.ts';
import { type TrainedRows, TrainedRowsGuard } from './trained-rows.ts';

/** What a model consists of: data, all of it saved. */
export interface ModelParts {
  readonly task: LearningTask;
  /** The columns of training that reached the first step. */
  readonly fields: readonly Field[];
  /** The columns that were read from the source for them and for the target, none of them computed. */
  readonly rawFields: readonly Field[];
  /** The computed columns among the training columns and their target, in the order they are computed. */
  readonly derived: readonly DerivedColumn[];
  /** What the row steps of training do to later rows, in order, behind the derived columns. Default none. */
  readonly operations?: readonly RowOperation[] | undefined;
  /** What the row steps did to the training rows. */
  readonly cleaning?: CleaningRecord | undefined;
  readonly target: Field;
  readonly weight: string | undefined;
  /** The column of groups, of rankers alone. */
  readonly group?: string | undefined;
  readonly steps: readonly FittedTransformer[];
  readonly predictor: Predictor;
  readonly classes: readonly string[];
  readonly classValues: CategoryValues | undefined;
  readonly positive: number | undefined;
  /** Class shares of the training rows, or the mean of their targets. */
  readonly prior: Float64Array;
  readonly training: TrainingSummary;
  /** Which rows it was fitted on, where the source could tell. */
  readonly trainedRows?: TrainedRows | undefined;
  /** Facts about how it came to be, kept with it: metrics of the evaluation, for one. */
  readonly notes: Readonly<Record<string, unknown>>;
}

export interface PredictOptions extends RunOptions {
  /** Columns of the input to hand on in front of the predictions. */
  readonly keep?: readonly string[] | undefined;
}

/** What classifiers and regressors share: a fitted, immutable pipeline. */
export abstract class Model {
  readonly parts: ModelParts;
  /** `classification` for a ClassifierModel, `regression` for a RegressorModel, `ranking` for a RankerModel. */
  abstract readonly task: LearningTask;
  /** The classes, ascending: an order that never changes. None for a regressor. */
  readonly classes: readonly string[];
  readonly scoring: Scoring;
  /** Columns of a raw row or file that a prediction needs: none of the derived ones. */
  readonly inputs: readonly string[];
  readonly #rows: RowScoring;

  constructor(parts: ModelParts) {
    this.parts = parts;
    this.classes = parts.classes;
    this.scoring = new Scoring(parts);
    const needed = this.#needed(this.#fieldNames, { withRules: false });
    this.#rows = new RowScoring(this.scoring, needed, new Schema(parts.rawFields));
    const computed = new Set(needed.derived.map((column) => column.name));
    const read = [...needed.reads, ...needed.derived.flatMap((column) => columnsOf(column.expression))];
    this.inputs = [...new Set(read)].filter((name) => !computed.has(name));
  }

  /** What row steps (repairs, filters, samplers) did to the training rows: counts and examples. */
  get cleaning(): CleaningRecord {
    return this.parts.cleaning ?? { steps: [] };
  }

  /** Loss and gradient norm of each training step; empty for learners that do not iterate. */
  get history(): readonly FitStep[] {
    return this.parts.predictor.history;
  }

  /** Columns of the feature matrix, in order; may be many. */
  get featureCount(): number {
    return this.parts.training.featureCount;
  }

  featureName(index: number): string {
    return this.scoring.featureName(index);
  }

  /** The names of all columns of the feature matrix, in order: of what each was made, told by its step. */
  getFeatureNamesOut(): string[] {
    return this.scoring.featureNames();
  }

  /** Weights and intercepts of a linear learner; undefined for others. */
  get linear(): LinearWeights | undefined {
    return this.parts.predictor.linear;
  }

  /**
   * Predicts every row of a source, in order: Arrow in, Arrow out, any size. Each record batch holds the kept columns,
   * `prediction`, `probability_<class>` for classifiers, and `error`: a row that can't be scored has null predictions
   * and the reason there.
   *
   * @throws MillraceError COLUMN_MISSING when the source lacks a column the model reads, COLUMN_DUPLICATE when a kept one
   *   has the name of a prediction's
   */
  async *predict(source: Source, options: PredictOptions = {}): AsyncIterable<RecordBatch> {
    checkCallOptions('predict', options);
    const keep = options.keep ?? [];
    const own = keep.find((name) => this.outputColumns.includes(name));
    if (own !== undefined) {
      throw new MillraceError('COLUMN_DUPLICATE', `the predictions have a column '${own}' of their own`, {
        column: own,
        remedy: 'derive a copy of the column under another name and keep that',
      });
    }
    const { source: prepared, kept } = this.#prepareKeeping(source, keep);
    for await (const { batch, outputs, problems } of this.score(prepared, kept, options)) {
      const predictions = this.predictionColumns(outputs, batch.length, problems);
      const columns = new Map(keep.map((name, i) => [name, batch.columns.get(kept[i]!)!]));
      yield predictionBatch({ ...batch, columns }, keep, predictions, problems);
    }
  }

  /** The outputs of one row, now: in memory that the next row takes. */
  protected scoreRow(row: Row): Float64Array {
    return this.#rows.score(row);
  }

  /** Writes the model to a file, which appears whole or not at all. @throws MillraceError FILE_MISSING */
  save(path: string): Promise<void> {
    return saveModel(path, this.parts);
  }

  /** Scores a prepared source batch by batch; the batch also holds the columns in `extra`. */
  protected async *score(
    prepared: Source,
    extra: readonly string[],
    options: RunOptions,
  ): AsyncIterable<{ batch: Batch; outputs: Float64Array; problems: readonly RowProblem[] }> {
    const columns = [...new Set([...this.#fieldNames, ...extra])];
    for await (const batch of prepared.scan({ columns, signal: options.signal })) {
      yield { batch, ...(await this.scoring.run(batch, options)) };
      releaseBatch(batch);
      await nextTurn();
    }
  }

  /** What an evaluation on these rows asks about each batch. */
  protected trainedRowsGuard(source: Source, allow: 'error' | 'allow' | undefined): TrainedRowsGuard {
    return new TrainedRowsGuard(this.parts.trainedRows, source, allow === 'allow');
  }

  /** The rows as the first transformer takes them: derived and repaired. */
  protected prepare(source: Source): Source {
    return this.#prepareFor(source, this.#fieldNames, { withRules: false }).source;
  }

  /** As `prepare`, with the target, and without the rows that break a rule. */
  protected withTarget(source: Source): OperatedSource {
    const { target, weight, group } = this.parts;
    const wanted = [...this.#fieldNames, target.name];
    if (group !== undefined) wanted.push(group);
    if (weight !== undefined && this.#lacks(source, this.#needed([weight], { withRules: false })) === undefined) {
      wanted.push(weight);
    }
    const needed = this.#needed([target.name], { withRules: false });
    if (needed.derived.length === 0 && needed.reads.includes(target.name) && !source.schema.has(target.name)) {
      throw new MillraceError('COLUMN_MISSING', `${source.name} has no target '${target.name}' to compare with`, {
        column: target.name,
        file: source.name,
        remedy: 'evaluate on rows whose answer is known, or predict without evaluating',
      });
    }
    return this.#prepareFor(source, wanted, { withRules: true });
  }

  /** As `prepare`, with the columns to keep as they came, under names of their own where they are repaired. */
  #prepareKeeping(source: Source, keep: readonly string[]): { source: Source; kept: readonly string[] } {
    const { operations } = this.#needed(this.#fieldNames, { withRules: false });
    const rewritten = new Set(operations.flatMap((operation) => operation.columns.map((column) => column.name)));
    const isCopied = (name: string) => rewritten.has(name) && source.schema.has(name);
    const copies = [...new Set(keep)].filter(isCopied).map((name) => ({
      name: `as it came: ${name}`,
      expression: column(name),
      type: source.schema.field(name).type,
    }));
    return {
      source: this.prepare(source.withDerived(copies)),
      kept: keep.map((name) => (isCopied(name) ? `as it came: ${name}` : name)),
    };
  }

  get #fieldNames(): string[] {
    return this.scoring.fields.map((field) => field.name);
  }

  /** What the named columns are made by, from the first to the last. */
  #needed(names: readonly string[], options: { readonly withRules: boolean }): NeededSteps {
    const { operations, reads } = neededOperations(names, this.parts.operations ?? [], options);
    return { operations, reads, derived: neededDerived(reads, this.parts.derived) };
  }

  /** The first column that a source would need besides those it has. */
  #lacks({ schema }: Source, { reads, derived }: NeededSteps): string | undefined {
    const made = derived.filter((column) => !schema.has(column.name));
    const names = new Set(made.map((column) => column.name));
    const all = [...made.flatMap((column) => columnsOf(column.expression)), ...reads];
    return all.find((name) => !schema.has(name) && !names.has(name));
  }

  #prepareFor(source: Source, names: readonly string[], options: { readonly withRules: boolean }): OperatedSource {
    const needed = this.#needed(names, options);
    const missing = this.#lacks(source, needed);
    if (missing !== undefined) {
      throw new MillraceError('COLUMN_MISSING', `${source.name} has no column '${missing}', which the model reads`, {
        column: missing,
        file: source.name,
        remedy: `it has: ${source.schema.names.slice(0, 20).join(', ')}`,
      });
    }
    const lacking = needed.derived.filter((column) => !source.schema.has(column.name));
    return operate(source.withDerived(lacking), needed.operations);
  }

  /** The columns that `predict` adds. */
  abstract get outputColumns(): readonly string[];

  protected abstract predictionColumns(
    outputs: Float64Array,
    rows: number,
    problems: readonly RowProblem[],
  ): ReadonlyMap<string, ColumnData>;
}

/** What some columns of a model are made by: derived columns, then row operations on what they and the source hold. */
export interface NeededSteps extends NeededOperations {
  readonly derived: readonly DerivedColumn[];
}

/** Those derived columns, in order, that the named columns are computed from. */
export function neededDerived(names: readonly string[], derived: readonly DerivedColumn[]): DerivedColumn[] {
  const wanted = new Set(names);
  const needed: DerivedColumn[] = [];
  // From the last to the first: a column may read those derived before it.
  for (const column of [...derived].reverse()) {
    if (!wanted.has(column.name)) continue;
    for (const read of columnsOf(column.expression)) wanted.add(read);
    needed.unshift(column);
  }
  return needed;
}
