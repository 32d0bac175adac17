import type { RunOptions } from '../engine/job.ts';
import type { Expression } from '../expression/index.ts';
import type { FitStep } from '../models/learner.ts';

/** What is under way in a fit. */
export type FitProgress =
  | {
      readonly stage: 'read';
      /** Which pass over the source, from 1. */
      readonly pass: number;
      readonly rows: number;
      /** Rows of the whole source, if known. */
      readonly total: number | undefined;
    }
  | ({ readonly stage: 'train'; readonly learner: string } & FitStep);

/** What a fit is told about the columns, and how it may run. */
export interface FitOptions extends RunOptions {
  /** The column to learn, or an expression that computes it, as in `c => c.delay.gt(15)` given to `derive`. */
  readonly target: string | Expression;
  /** The class whose precision, recall and F1 are reported when there are two. Default the last in ascending order. */
  readonly positive?: string | number | boolean | undefined;
  /** A column of row weights: none negative, not all zero. */
  readonly weight?: string | undefined;
  /** A column of groups. It is no feature. */
  readonly group?: string | undefined;
  /** A column of times. It is no feature; columns derived from it are. */
  readonly time?: string | undefined;
  /**
   * The columns to learn from. Default: all but target, weight, group, time and what the target is computed from.
   */
  readonly features?: readonly string[] | undefined;
  /** What happens to rows without a target: `error` (TARGET_MISSING; default), or `drop`, which counts them. */
  readonly missingTarget?: 'error' | 'drop' | undefined;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}
