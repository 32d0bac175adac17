import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Ranker } from '../learner.ts';
import { boostingLearner } from './hist-gradient-boosting.ts';
import { twoLosses } from './hist-gradient-boosting-classifier.ts';
import { boostingOptions, checkBoostingOptions } from './hist-gradient-boosting-options.ts';

const optionsSchema = boostingOptions.extend({
  /** What is learnt from. Default lambdaRank. */
  loss: z.literal('lambdaRank').optional(),
  /** Pairs count when one of the two is among so many first of its group (lambdarank_truncation_level). Default 30. */
  truncationLevel: z.int().positive().default(30),
  /** Scale a group's gradients, and each pair's by the distance of its scores (lambdarank_norm). Default true. */
  normalize: z.boolean().default(true),
});

export type HistGradientBoostingRankerOptions = z.input<typeof optionsSchema>;

/**
 * Gradient boosting that learns the order of rows within groups: `fit` names the column of groups, targets are grades
 * of relevance, whole numbers from 0 to 31 whose gain is 2^grade − 1. Predictions are scores, highest first.
 *
 * Metrics for early stopping: ndcg, ndcg@k. Default ndcg@10.
 *
 * Source: Burges, "From RankNet to LambdaRank to LambdaMART: an overview", 2010; as LightGBM's lambdarank.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; from `fit` TARGET_INVALID, TARGET_CONSTANT
 */
export function histGradientBoostingRanker(given: HistGradientBoostingRankerOptions = {}): Ranker {
  const name = 'histGradientBoostingRanker';
  const { loss, truncationLevel, normalize, ...options } = parseOptions(optionsSchema, given, name);
  checkBoostingOptions(options, name);
  if (loss !== undefined && options.objective !== undefined) throw twoLosses(name);
  return boostingLearner({
    name,
    task: 'ranking',
    options,
    loss: { loss: 'lambdaRank', rankTruncation: truncationLevel, rankNormalise: normalize },
    metric: 'ndcg@10',
  });
}
