import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { trainElasticNet } from '../../engine/linear.ts';
import type { Regressor } from '../learner.ts';
import { elasticNetOptions } from './elastic-net-options.ts';
import { linearPredictor } from './linear-predictor.ts';

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
  return {
    kind: 'learner',
    task: 'regression',
    name: 'lasso',
    options,
    async train(data, run) {
      const fit = await trainElasticNet(data, { ...options, l1Ratio: 1 }, run);
      return linearPredictor({ ...fit, name: 'lasso', output: 'identity' });
    },
  };
}
