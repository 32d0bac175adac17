import { z } from 'zod';
import { type ElasticNetParameters, trainElasticNet } from '../../engine/linear.ts';
import type { Regressor } from '../learner.ts';
import { linearPredictor } from './linear-predictor.ts';

/** What lasso and elastic net share. */
export const elasticNetOptions = {
  /** Strength of the penalty. Default 1. */
  alpha: z.number().nonnegative().default(1),
  /** Learn an intercept, which is not penalised. Default true. */
  fitIntercept: z.boolean().default(true),
  /** Weights of at least 0 alone. Default false. */
  positive: z.boolean().default(false),
  /** Most sweeps over the weights. Default 1000. */
  maxIter: z.int().positive().default(1000),
  /**
   * Stop when the duality gap, which bounds how far the objective is above its optimum, is within this share of the
   * target's mean square about its mean. Default 1e-6.
   */
  tol: z.number().positive().default(1e-6),
  /**
   * Default auto: gram, on the columns' products with each other, up to 2,048 columns unless rows are short; columns, on
   * residuals, beyond.
   */
  solver: z.enum(['auto', 'gram', 'columns']).default('auto'),
};

/** Both of them: `parameters` are the options and the share of the L1 penalty. */
export function elasticNetLearner(
  name: 'lasso' | 'elasticNet',
  options: Readonly<Record<string, unknown>>,
  parameters: ElasticNetParameters,
): Regressor {
  return {
    kind: 'learner',
    task: 'regression',
    name,
    options,
    async train(data, run) {
      return linearPredictor({ ...(await trainElasticNet(data, parameters, run)), name, output: 'identity' });
    },
  };
}
