import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { trainLogistic } from '../../engine/linear.ts';
import { classWeight, weighByClass } from '../class-weight.ts';
import type { Classifier } from '../learner.ts';
import { linearPredictor } from './linear-predictor.ts';

const optionsSchema = z.strictObject({
  /** Inverse strength of the L2 penalty on the weights; Infinity for none. Default 1. */
  C: z.union([z.number().positive(), z.literal(Infinity)]).default(1),
  /** Learn an intercept, which is not penalised. Default true. */
  fitIntercept: z.boolean().default(true),
  /** Most iterations of the solver. Default 100. */
  maxIter: z.int().positive().default(100),
  /** Stop when no component of the gradient per unit of row weight exceeds this. Default 1e-6. */
  tol: z.number().positive().default(1e-6),
  /** Default auto: newton-cholesky for few columns, newton-cg for many. */
  solver: z.enum(['auto', 'newton-cholesky', 'newton-cg', 'lbfgs', 'gradient-descent']).default('auto'),
  /**
   * Factors of the rows' weights by class: `balanced`, by one over the class's share of the weight, or by the classes'
   * names, those left out 1. Default none.
   */
  classWeight: classWeight.optional(),
  /** Step size of gradient-descent. Default 0.1. */
  learningRate: z.number().positive().default(0.1),
});

export type LogisticRegressionOptions = z.input<typeof optionsSchema>;

/**
 * Logistic regression with an L2 penalty: minimises C · Σ wᵢ · logloss(yᵢ, xᵢ) + ½‖weights‖², over one weight vector
 * when there are two classes and over one for each class (softmax) when there are more. The optimum is that of
 * scikit-learn's LogisticRegression.
 */
export function logisticRegression(given: LogisticRegressionOptions = {}): Classifier {
  const options = parseOptions(optionsSchema, given, 'logisticRegression');
  return {
    kind: 'learner',
    task: 'classification',
    name: 'logisticRegression',
    async train(data, run) {
      const { classWeight: asked, ...parameters } = options;
      const weight = await weighByClass('logisticRegression', asked, data, run);
      const fit = await trainLogistic({ ...data, weight }, parameters, run);
      return linearPredictor({
        ...fit,
        name: 'logisticRegression',
        output: data.classCount === 2 ? 'sigmoid' : 'softmax',
      });
    },
  };
}
