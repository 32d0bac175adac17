import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Regressor } from '../learner.ts';
import { elasticNetLearner, elasticNetOptions } from './elastic-net-learner.ts';

const optionsSchema = z.strictObject({
  ...elasticNetOptions,
  /** The share of the L1 penalty: 1 is the lasso, 0 ridge regression. Default 0.5. */
  l1Ratio: z.number().min(0).max(1).default(0.5),
});

export type ElasticNetOptions = z.input<typeof optionsSchema>;

/**
 * Linear least squares with an L1 and an L2 penalty: minimises Σ wᵢ (yᵢ − xᵢ·weights − intercept)² / (2 Σ wᵢ) +
 * alpha · l1Ratio · Σ|weights| + ½ alpha · (1 − l1Ratio) · ‖weights‖², by coordinate descent (Friedman, Hastie and
 * Tibshirani, 2010). As scikit-learn's ElasticNet. `history` has the duality gap of each sweep.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID
 */
export function elasticNet(given: ElasticNetOptions = {}): Regressor {
  const options = parseOptions(optionsSchema, given, 'elasticNet');
  return elasticNetLearner('elasticNet', options, options);
}
