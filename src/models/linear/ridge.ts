import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { trainRidge } from '../../engine/linear.ts';
import type { Regressor } from '../learner.ts';
import { linearPredictor } from './linear-predictor.ts';

const optionsSchema = z.strictObject({
  /** Strength of the L2 penalty on the weights. Default 1. */
  alpha: z.number().nonnegative().default(1),
  /** Learn an intercept, which is not penalised. Default true. */
  fitIntercept: z.boolean().default(true),
  /** Most iterations of an iterative solver. Default 1000. */
  maxIter: z.int().positive().default(1000),
  /** Relative accuracy of an iterative solver. Default 1e-8. */
  tol: z.number().positive().default(1e-8),
  /** Default auto: cholesky for few columns, conjugate gradients for many. */
  solver: z.enum(['auto', 'cholesky', 'cg', 'gradient-descent']).default('auto'),
  /** Step size of gradient-descent. Default 0.1. */
  learningRate: z.number().positive().default(0.1),
});

export type RidgeOptions = z.input<typeof optionsSchema>;

/**
 * Linear least squares with an L2 penalty: minimises Σ wᵢ (yᵢ − xᵢ·weights − intercept)² + alpha · ‖weights‖².
 * As scikit-learn's Ridge.
 */
export function ridge(given: RidgeOptions = {}): Regressor {
  const options = parseOptions(optionsSchema, given, 'ridge');
  return {
    kind: 'learner',
    task: 'regression',
    name: 'ridge',
    async train(data, run) {
      const fit = await trainRidge(data, options, run);
      return linearPredictor({ ...fit, name: 'ridge', output: 'identity' });
    },
  };
}
