import type { EarlyStopping } from '../models/learner.ts';
import type { FittedModel } from '../pipeline/fitted-model.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { PlanReason } from './plan-reason.ts';

/** The features by the kind of step they go through. */
export interface FeatureGroups {
  readonly numbers: readonly string[];
  readonly categories: readonly string[];
  readonly texts: readonly string[];
}

/** A step as a report tells it. */
export interface StepDescription {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A pipeline, and how it is fitted. */
export interface Assembly {
  readonly pipeline: Pipeline<FittedModel>;
  readonly steps: readonly StepDescription[];
  readonly reasons: readonly PlanReason[];
  /** The most rounds of an iterative learner. */
  readonly rounds?: number | undefined;
  /** How rows held back tell when to stop; undefined where none are. */
  readonly stopping?: StoppingChoice | undefined;
  /** The pipeline where rows can't be held back although `stopping` asks for it. */
  readonly withoutStopping?: Pipeline<FittedModel> | undefined;
}

export interface StoppingChoice {
  /** Of the training rows. */
  readonly share: number;
  readonly earlyStopping: EarlyStopping;
  /** Whether the pipeline is fitted again on all training rows, with the rounds that were found. */
  readonly refit: boolean;
  readonly withRounds: (rounds: number) => Pipeline<FittedModel>;
}
