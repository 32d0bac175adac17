import type { RunOptions } from '../engine/job.ts';
import type { Program, Slot } from '../engine/program.ts';
import type { CategoriesHandle, FeatureMatrix, NumberList } from '../engine/states.ts';
import type { SavedPart } from '../features/saved-part.ts';
import type { Stage } from '../features/transformer.ts';
import type { ForestArrays } from '../matrix/forest.ts';
import type { Layout } from '../matrix/layout.ts';
import type { TreeInput } from './trees/tree-input.ts';

/** What is to be learnt, in engine memory: one entry for each row of the features. */
export interface TrainingTarget {
  /** One a row: the class index, or the value. */
  readonly target: NumberList;
  /** One a row, none negative, not all zero; undefined for 1 each. */
  readonly weight: NumberList | undefined;
  /** One a row: the index of its group; undefined when the fit names no group. */
  readonly group?: NumberList | undefined;
  /** Number of classes; 0 for regression and ranking. At least 2 for classification. */
  readonly classCount: number;
  /** The names of the classes, in the order of their indices. */
  readonly classes?: readonly string[] | undefined;
  /** What gives the index of a class in a pass; and the rows of each class, weights left aside. */
  readonly categories?: CategoriesHandle | undefined;
  readonly classCounts?: Float64Array | undefined;
  /** The last so many rows are not trained on: they tell when to stop. Default 0. Their groups are their own. */
  readonly validationRows?: number | undefined;
}

/** What a learner trains on: all in engine memory. */
export interface TrainingData extends TrainingTarget {
  readonly matrix: FeatureMatrix;
}

/** The features in a learner's own form (the bins of trees), in engine memory until released. */
export interface GatheredFeatures {
  readonly columnCount: number;
  /** Stored values: all when dense, the non-zeros when sparse. */
  readonly valueCount: number;
  readonly sparse: boolean;
  train(target: TrainingTarget, options: TrainOptions): Promise<Predictor>;
  /** A hash of every value as it was gathered, and of how: equal for equal data. Of iterative learners alone. */
  fingerprint?(options: RunOptions): Promise<string>;
  release(): void;
}

/** When training ends by the rows that it does not learn from. */
export interface EarlyStopping {
  /** What is watched, by name: `logLoss`, `rocAuc`, `rmse`, … Default the learner's own, by its objective. */
  readonly metric?: string | undefined;
  /** Rounds without a new best value after which training ends. The model is that of the best round. */
  readonly patience: number;
  /** A new best value is better by more than this. Default 0. */
  readonly minDelta?: number | undefined;
}

/** What an interrupted training goes on from: all it needs beside the data and its options. */
export type TrainingState = SavedPart;

/** Where the state of a training goes while it is under way. */
export interface Checkpointing {
  /** Rounds between two states. */
  readonly every: number;
  /** Keeps a state. Training goes on when it resolves. */
  readonly save: (state: TrainingState) => Promise<void>;
  /** The state to go on from: of the same data and options, which the learner need not check again. */
  readonly from: TrainingState | undefined;
}

/** One step of an iterative fit. */
export interface FitStep {
  readonly step: number;
  /** The objective per unit of row weight, penalty included. NaN for forests: their trees lower none together. */
  readonly loss: number;
  /** The largest absolute component of the loss's gradient; learners that follow none leave it out. */
  readonly gradientNorm?: number | undefined;
  /** How far the loss is above the optimum at most; learners that do not know leave it out. */
  readonly dualityGap?: number | undefined;
  /** The metric that early stopping watches, on the rows held back for it. */
  readonly validation?: number | undefined;
}

export interface TrainOptions extends RunOptions {
  readonly onStep?: ((step: FitStep) => void) | undefined;
  /** Only with validation rows. Without it they are measured each round, and the last round is the model's. */
  readonly earlyStopping?: EarlyStopping | undefined;
  readonly checkpoint?: Checkpointing | undefined;
}

export type LearningTask = 'classification' | 'regression' | 'ranking';

/** A learner before it has seen data: options and nothing else. */
export interface Learner<Task extends LearningTask> {
  readonly kind: 'learner';
  readonly task: Task;
  /** The factory's name, as in `logisticRegression`. */
  readonly name: string;
  /** Whether it looks at the target alone: any columns do then, and the matrix has none. Default false. */
  readonly ignoresFeatures?: boolean | undefined;
  /** Whether it adds to its model round by round, takes validation rows and stops early, and keeps checkpoints. */
  readonly iterative?: boolean | undefined;
  /**
   * Whether it reads the rows in passes of its own as it trains, targets and weights included, so that classes need not
   * be kept for it. Default false.
   */
  readonly streams?: boolean | undefined;
  /** The options in force, defaults filled in: iterative learners' are part of what a checkpoint belongs to. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  train(data: TrainingData, options: TrainOptions): Promise<Predictor>;
  /**
   * Gathers features in the learner's own form instead of a feature matrix: trees want bins, missing values and
   * categories as they are. `validation` is the stage of the rows that tell when to stop, read after `stage`; their
   * features follow those of the training rows.
   */
  gather?(stage: Stage, validation: Stage | undefined): Promise<GatheredFeatures>;
}

export type Classifier = Learner<'classification'>;
export type Regressor = Learner<'regression'>;
export type Ranker = Learner<'ranking'>;

/** A trained learner: immutable, compiled into programs, saved as data. */
export interface Predictor {
  readonly name: string;
  /**
   * Adds the scoring of the features that reach the learner. The slot holds, row-major, one probability for each
   * class, or one prediction.
   */
  compile(program: Program, layout: Layout): Slot;
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
  /** Learners of trees: the trees, and what their features are. */
  readonly forest?: ForestModel | undefined;
  /** Forests asked for `oobScore`, until they are saved and loaded. */
  readonly outOfBag?: OutOfBag | undefined;
}

/** How a forest does on rows that its trees did not draw. */
export interface OutOfBag {
  /** Accuracy, or R² for regression, weights left aside; NaN when every tree drew every row. */
  readonly score: number;
  /** float64 [rows][outputs]: each row by the trees that did not draw it; NaN where all did. */
  readonly predictions: Float64Array;
}

export interface ForestModel {
  readonly trees: ForestArrays;
  readonly inputs: readonly TreeInput[];
}

export interface LinearWeights {
  /** float64 [outputs][columns], row-major. */
  readonly weights: Float64Array;
  /** float64 [outputs]. */
  readonly intercepts: Float64Array;
}
