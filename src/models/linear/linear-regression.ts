import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { trainLeastSquares } from '../../engine/linear.ts';
import type { Regressor } from '../learner.ts';
import { linearPredictor } from './linear-predictor.ts';

const optionsSchema = z.strictObject({
  /** Learn an intercept. Default true. */
  fitIntercept: z.boolean().default(true),
  /** `gradient-descent` takes `maxIter` steps of `learningRate`; auto solves directly. Default auto. */
  solver: z.enum(['auto', 'gradient-descent']).default('auto'),
  /** Most steps. Default 1000. */
  maxIter: z.int().positive().default(1000),
  /** Stop when no component of the gradient exceeds this; 0 takes every step. Default 1e-8. */
  tol: z.number().nonnegative().default(1e-8),
  /** Step size of gradient-descent. Default 0.1. */
  learningRate: z.number().positive().default(0.1),
});

export type LinearRegressionOptions = z.input<typeof optionsSchema>;

/**
 * Ordinary least squares: minimises Σ wᵢ (yᵢ − xᵢ·weights − intercept)². When several weights do equally well (columns
 * that depend on each other) the shortest are taken. As scikit-learn's LinearRegression.
 */
export function linearRegression(given: LinearRegressionOptions = {}): Regressor {
  const options = parseOptions(optionsSchema, given, 'linearRegression');
  return {
    kind: 'learner',
    task: 'regression',
    name: 'linearRegression',
    async train(data, run) {
      const fit = await trainLeastSquares(data, options, run);
      return linearPredictor({ ...fit, name: 'linearRegression', output: 'identity' });
    },
  };
}
