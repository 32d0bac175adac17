import type { Field } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import type { Program, Slot } from '../engine/program.ts';
import type { FeatureMatrix } from '../engine/states.ts';
import type { Feature, Layout } from '../matrix/layout.ts';
import type { LearningTask } from '../models/learner.ts';
import type { SavedPart } from './saved-part.ts';

/** Adds the folds of one estimator to a pass. `weight` is the slot of the row weights, if the fit has any. */
export type AddFolds = (program: Program, layout: Layout, weight: Slot | undefined) => void;

/** What the fit learns, for estimators that look at it. */
export interface Supervision {
  readonly task: LearningTask;
  readonly target: Field;
  /** The target's column in the pass that is being built: call inside `addFolds` or `compileTraining`. */
  slot(): Slot;
}

/** What only training rows have. */
export interface TrainingSlots {
  readonly supervision: Supervision | undefined;
  /** The ids of the rows as float64, in the pass that is being built. */
  rowIds(): Slot;
}

/**
 * Where an estimator stands while it is fitted: the features that reach it, and the passes over the source that it
 * may ask for. Estimators that are fitted side by side and ask at the same time share one pass.
 */
export interface Stage {
  /** The features that reach the estimator. Slots belong to no program: look at names, kinds and types only. */
  readonly layout: Layout;
  readonly run: RunOptions;
  /** The target and the row ids. Outside a pass that is being built its slots belong to no program. */
  readonly training: TrainingSlots;
  /** Waits for one pass over the source with these folds added. */
  pass(addFolds: AddFolds): Promise<void>;
  /** This stage behind one more fitted transformer. */
  after(fitted: FittedTransformer): Stage;
  /** Fits things side by side. */
  together<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]>;
}

/** An estimator of features: options and nothing else. Fitted is another type. */
export interface Transformer<Fitted extends FittedTransformer = FittedTransformer> {
  readonly kind: 'transformer';
  /** The factory's name, as in `standardScaler`. */
  readonly name: string;
  fit(stage: Stage): Promise<Fitted>;
  /**
   * Fits, and keeps the output of the training rows as a matrix in the same pass. Only for transformers whose output
   * is all that is left of `stage.layout`; undefined otherwise.
   */
  fitKeeping?(stage: Stage): Promise<{ fitted: FittedTransformer; matrix: FeatureMatrix }> | undefined;
}

/** What a fitted transformer is: immutable, compiled into any number of programs, saved as data. */
export interface FittedTransformer {
  readonly name: string;
  /** Whether it drops what it does not pick; others hand on the features they were not made for. Default false. */
  readonly selects?: boolean | undefined;
  /** Adds its operations to a program and returns the features it hands on. */
  compile(program: Program, layout: Layout): Layout;
  /**
   * As `compile`, for the rows it was fitted on, where those go another way (cross-fitted target encoding: no row sees
   * its own target). Hands on the same features. Default: `compile`.
   */
  compileTraining?(program: Program, layout: Layout, training: TrainingSlots): Layout;
  save(): SavedPart;
}

/** Adds what a fitted transformer does to the rows it was fitted on. */
export function compileTraining(
  fitted: FittedTransformer,
  program: Program,
  layout: Layout,
  training: TrainingSlots,
): Layout {
  return fitted.compileTraining?.(program, layout, training) ?? fitted.compile(program, layout);
}

/** Rewrites each feature that is picked, and hands on the others as they are. */
export function mapFeatures(
  layout: Layout,
  names: ReadonlySet<string>,
  rewrite: (feature: Feature) => Feature | readonly Feature[],
): Layout {
  return layout.flatMap((feature) => (names.has(feature.name) ? rewrite(feature) : [feature]));
}
