import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { SgdParameters } from '../../engine/sgd.ts';

/** Rows that take no more than this stay in memory after the first epoch, when nothing else is said: 256 MiB. */
const KEPT_BYTES = 2 ** 28;

/** What both learners are told, with scikit-learn's names and defaults. */
export const sgdOptions = {
  /** The penalty on weights, the intercept aside. Default l2. */
  penalty: z.enum(['l2', 'l1', 'elasticnet', 'none']).default('l2'),
  /** Strength of the penalty; the `optimal` learning rate follows from it too. Default 0.0001. */
  alpha: z.number().nonnegative().default(1e-4),
  /** The share of L1 in `elasticnet`, 0 … 1. Default 0.15. */
  l1Ratio: z.number().min(0).max(1).default(0.15),
  /** Learn an intercept, which is not penalised. Default true. */
  fitIntercept: z.boolean().default(true),
  /** Most epochs, which are passes over the rows. Default 1000. */
  maxIter: z.int().positive().default(1000),
  /** An epoch is an improvement when it lowers the best objective by more than this; null for no such stop. Default 0.001. */
  tol: z.number().nonnegative().nullable().default(1e-3),
  /** Epochs without improvement after which training ends. Default 5. */
  nIterNoChange: z.int().positive().default(5),
  /**
   * Learn from rows in another order in each epoch, by `randomState`: windows of 16,384 rows in the source's order, the
   * rows of each shuffled. Default true. Rows that are sorted by what is to be learnt need a source in another order.
   */
  shuffle: z.boolean().default(true),
  /** The first step size, for all schedules but `optimal`. Default 0.01. */
  eta0: z.number().positive().default(0.01),
  /** Give the average of the weights over all steps, or over those from this row on. Default false. */
  average: z.union([z.boolean(), z.int().positive()]).default(false),
  /** Seed of the order. Default 0. */
  randomState: z.int().min(0).default(0),
  /** Bytes of features that may stay in memory for later epochs; 0 reads the source in each. Default 268,435,456. */
  keptBytes: z.int().min(0).default(KEPT_BYTES),
};

/** How step sizes fall: as scikit-learn's. */
export const sgdLearningRate = z.enum(['optimal', 'constant', 'invscaling', 'adaptive']);

interface SharedOptions {
  readonly loss: string;
  readonly penalty: 'l2' | 'l1' | 'elasticnet' | 'none';
  readonly alpha: number;
  readonly l1Ratio: number;
  readonly fitIntercept: boolean;
  readonly maxIter: number;
  readonly tol: number | null;
  readonly nIterNoChange: number;
  readonly shuffle: boolean;
  readonly eta0: number;
  readonly average: boolean | number;
  readonly randomState: number;
  readonly keptBytes: number;
  readonly learningRate: z.output<typeof sgdLearningRate>;
  readonly powerT: number;
  readonly epsilon: number;
}

/** @throws MillraceError OPTION_INVALID where one option needs another */
export function checkSgdOptions(name: string, { learningRate, alpha }: SharedOptions): void {
  if (learningRate !== 'optimal' || alpha > 0) return;
  throw new MillraceError('OPTION_INVALID', `${name}: learningRate 'optimal' follows from alpha, which is 0`, {
    value: alpha,
    remedy: "give an alpha above 0, or another learningRate, such as 'invscaling'",
  });
}

/** As the engine takes them. */
export function sgdParameters(
  options: SharedOptions,
  classCount: number,
  classWeights: Float64Array | undefined,
): SgdParameters {
  const { penalty, l1Ratio, average, randomState, ...others } = options;
  return {
    ...others,
    penalises: penalty !== 'none',
    l1Ratio: { l2: 0, l1: 1, elasticnet: l1Ratio, none: 0 }[penalty],
    average: Number(average),
    seed: randomState,
    classCount,
    classWeights,
  };
}
