import { z } from 'zod';
import { sharesByName } from '../../features/class-shares.ts';

/** What naive Bayes models for counts share. */
export const countOptions = {
  /** Added to every count (Lidstone; 1 is Laplace), so that what a class never had is not impossible. Default 1. */
  alpha: z.number().nonnegative().default(1),
  /** Take alpha as it is; else one below 1e-10 becomes 1e-10. Default true. */
  forceAlpha: z.boolean().default(true),
  /** Learn how frequent classes are; else all are alike. Default true. */
  fitPrior: z.boolean().default(true),
  /** The share of each class by name, summing to 1, instead of what the rows say. */
  classPrior: z.record(z.string(), z.number().positive()).optional(),
};

const LEAST_ALPHA = 1e-10;

export function alphaOf({ alpha, forceAlpha }: { readonly alpha: number; readonly forceAlpha: boolean }): number {
  return forceAlpha ? alpha : Math.max(alpha, LEAST_ALPHA);
}

/**
 * The logarithm of each class's share: as given, alike, or by the weight of its rows.
 *
 * @throws MillraceError OPTION_INVALID for shares that are not of these classes or do not sum to 1
 */
export function logPriorsOf(
  learner: string,
  option: 'classPrior' | 'priors',
  given: Readonly<Record<string, number>> | undefined,
  fitPrior: boolean,
  classes: readonly string[],
  weights: ArrayLike<number>,
): Float64Array {
  if (given !== undefined) return sharesByName(learner, option, given, classes).map(Math.log);
  const shares = Float64Array.from({ length: weights.length }, (_, i) => (fitPrior ? weights[i]! : 1));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => Math.log(share) - Math.log(sum));
}
