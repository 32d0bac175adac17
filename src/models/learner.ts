import type { RunOptions } from '../engine/job.ts';
import type { PartDescription, Program, Slot } from '../engine/program.ts';
import type { FeatureMatrix, NumberList } from '../engine/states.ts';
import type { SavedPart } from '../features/saved-part.ts';

/** What a learner trains on: all in engine memory. */
export interface TrainingData {
  readonly matrix: FeatureMatrix;
  /** One a row: the class index, or the value. */
  readonly target: NumberList;
  /** One a row, none negative, not all zero; undefined for 1 each. */
  readonly weight: NumberList | undefined;
  /** Number of classes; 0 for regression. At least 2 for classification. */
  readonly classCount: number;
}

/** One step of an iterative fit. */
export interface FitStep {
  readonly step: number;
  /** The objective per unit of row weight, penalty included. */
  readonly loss: number;
  /** The largest absolute component of the loss's gradient. */
  readonly gradientNorm: number;
}

export interface TrainOptions extends RunOptions {
  readonly onStep?: ((step: FitStep) => void) | undefined;
}

/** A learner before it has seen data: options and nothing else. */
export interface Learner<Task extends 'classification' | 'regression'> {
  readonly kind: 'learner';
  readonly task: Task;
  /** The factory's name, as in `logisticRegression`. */
  readonly name: string;
  /** Whether it looks at the target alone: any columns do then, and the matrix has none. Default false. */
  readonly ignoresFeatures?: boolean | undefined;
  train(data: TrainingData, options: TrainOptions): Promise<Predictor>;
}

export type Classifier = Learner<'classification'>;
export type Regressor = Learner<'regression'>;

/** A trained learner: immutable, compiled into programs, saved as data. */
export interface Predictor {
  readonly name: string;
  /**
   * Adds the scoring of assembled features. The slot holds, row-major, one probability for each class, or one
   * prediction.
   */
  compile(program: Program, parts: readonly PartDescription[], sparse: boolean): Slot;
  save(): SavedPart;
  /** As of the learner. */
  readonly ignoresFeatures?: boolean | undefined;
  /** Numbers that it gives a row: one for each class, or one. */
  readonly outputCount: number;
  /** How training went; empty for learners that do not iterate. */
  readonly history: readonly FitStep[];
  readonly converged: boolean;
  /** The algorithm that trained it, as in `newton-cholesky`. */
  readonly solver: string;
  /** Linear learners: weights [outputs][columns] and intercepts [outputs]; one output when binary or regression. */
  readonly linear?: LinearWeights | undefined;
}

export interface LinearWeights {
  /** float64 [outputs][columns], row-major. */
  readonly weights: Float64Array;
  /** float64 [outputs]. */
  readonly intercepts: Float64Array;
}
