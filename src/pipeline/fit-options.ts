import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import type { RunOptions } from '../engine/job.ts';
import type { Expression } from '../expression/index.ts';
import type { EarlyStopping, FitStep } from '../models/learner.ts';
import { Source } from '../source/source.ts';

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
  /** The rows that tell when to stop are read. */
  | { readonly stage: 'valid'; readonly rows: number; readonly total: number | undefined }
  | ({ readonly stage: 'train'; readonly learner: string } & FitStep);

/** What a fit is told about the columns, and how it may run. */
export interface FitOptions extends RunOptions {
  /** The column to learn, or an expression that computes it, as in `c => c.delay.gt(15)` given to `derive`. */
  readonly target: string | Expression;
  /** The class whose precision, recall and F1 are reported when there are two. Default the last in ascending order. */
  readonly positive?: string | number | boolean | undefined;
  /** A column of row weights: none negative, not all zero. */
  readonly weight?: string | undefined;
  /** A column of groups: the queries that a ranker ranks within. It is no feature. */
  readonly group?: string | undefined;
  /** A column of times. It is no feature; columns derived from it are. */
  readonly time?: string | undefined;
  /**
   * The columns to learn from. Default: all but target, weight, group, time and what the target is computed from.
   */
  readonly features?: readonly string[] | undefined;
  /** What happens to rows without a target: `error` (TARGET_MISSING; default), or `drop`, which counts them. */
  readonly missingTarget?: 'error' | 'drop' | undefined;
  /**
   * Rows that are not learnt from: they tell how good each round of an iterative learner is on others, and when to stop.
   * Rows of a class that the training rows do not have are left out and counted.
   */
  readonly valid?: Source | undefined;
  /** When to stop by `valid`. Without it every round is measured and all are kept. */
  readonly earlyStopping?: EarlyStopping | undefined;
  /**
   * Where an iterative learner keeps its state every so many rounds (default 50). The same call goes on from that file
   * when it is there, to the same model, bit by bit; data or options that differ are an error (CHECKPOINT_MISMATCH).
   */
  readonly checkpoint?: { readonly file: string; readonly every?: number | undefined } | undefined;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

// Names and kinds only: what the values mean is checked against the source.
const runSchema = z.strictObject({
  signal: z.instanceof(AbortSignal).optional(),
  threads: z.int().min(1).optional(),
});
const callback = z.custom<unknown>((value) => typeof value === 'function', 'a function').optional();

const fitSchema = runSchema.extend({
  target: z.union([z.string(), z.custom<Expression>(isExpression, 'an expression')]),
  positive: z.union([z.string(), z.number(), z.boolean()]).optional(),
  weight: z.string().optional(),
  group: z.string().optional(),
  time: z.string().optional(),
  features: z.array(z.string()).optional(),
  missingTarget: z.enum(['error', 'drop']).optional(),
  valid: z.custom<Source>((value) => value instanceof Source, 'a source').optional(),
  earlyStopping: z
    .strictObject({
      metric: z.string().optional(),
      patience: z.int().min(1),
      minDelta: z.number().nonnegative().optional(),
    })
    .optional(),
  checkpoint: z.strictObject({ file: z.string().min(1), every: z.int().min(1).optional() }).optional(),
  onProgress: callback,
});

const evaluateSchema = runSchema.extend({
  trainedRows: z.enum(['error', 'allow']).optional(),
  seed: z.int().optional(),
  resamples: z.int().min(0).optional(),
  onProgress: callback,
  onRows: callback,
});

const predictSchema = runSchema.extend({ keep: z.array(z.string()).optional() });

function isExpression(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'node' in value;
}

const schemas = { fit: fitSchema, evaluate: evaluateSchema, predict: predictSchema } as const;

/** Checks the options of a call at the border. @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID */
export function checkCallOptions(call: keyof typeof schemas, given: unknown): void {
  parseOptions(schemas[call], given, call);
}
