import type { DerivedColumn, Expression } from '../expression/index.ts';
import type { LearningTask } from '../models/learner.ts';
import type { Source } from '../source/source.ts';
import type { StepRecord } from './cleaning-record.ts';
import type { RunOnRowsOptions } from './run-on-rows.ts';

/**
 * A step that works on the rows of a source, before features are made of them. In a pipeline these stand in front of
 * all transformers. Three kinds differ by who meets them:
 *
 * | kind    | training | evaluation                     | prediction |
 * | ------- | -------- | ------------------------------ | ---------- |
 * | repair  | runs     | runs                           | runs       |
 * | filter  | runs     | a stated rule excludes, counted | does not   |
 * | sampler | runs     | does not                       | does not   |
 */
export interface RowStep {
  readonly kind: 'repair' | 'filter' | 'sampler';
  /** The factory's name, as in `parseUnits`. */
  readonly name: string;
  /** Looks at the training rows as the steps before it leave them. */
  fit(source: Source, context: RowContext): Promise<FittedRowStep>;
}

/** What a fit knows when row steps run. */
export interface RowContext {
  readonly run: RunOnRowsOptions;
  readonly task: LearningTask;
  readonly target: string;
  readonly weight: string | undefined;
  readonly group: string | undefined;
  /** The columns that will be learnt from. */
  readonly features: readonly string[];
}

export interface FittedRowStep {
  readonly kind: RowStep['kind'];
  readonly name: string;
  /** The training rows behind this step. */
  train(source: Source): Source;
  /** Of a repair: the columns that it rewrites or adds, for every later row. A row and a batch are repaired alike. */
  readonly columns: readonly DerivedColumn[];
  /** Of a filter by a stated rule: evaluations leave out, and count, rows for which it is not true. */
  readonly rule: Expression | undefined;
  /** What is said of a row that the rule leaves out. Default the rule itself. */
  readonly reason?: string | undefined;
  /** What it did to the training rows, once they have passed. Undefined for steps that keep no record. */
  record?(): StepRecord | undefined;
}
