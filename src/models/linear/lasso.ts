import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Regressor } from '../learner.ts';
import { elasticNetLearner, elasticNetOptions } from './elastic-net-learner.ts';

const optionsSchema = z.strictObject(elasticNetOptions);

export type LassoOptions = z.input<typeof optionsSchema>;

/**
 * Linear least squares with an L1 penalty, which leaves most weights at 0: minimises
 * Σ wᵢ (yᵢ − xᵢ·weights − intercept)² / (2 Σ wᵢ) + alpha · Σ|weights|, by coordinate descent (Friedman, Hastie and
 * Tibshirani, 2010). As scikit-learn's Lasso. `history` has the duality gap of each sweep.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID
 */
export function lasso(given: LassoOptions = {}): Regressor {
  const options = parseOptions(optionsSchema, given, 'lasso');
  return elasticNetLearner('lasso', options, { ...options, l1Ratio: 1 });
}
