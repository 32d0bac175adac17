import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { coMomentsOf } from '../../engine/reduction.ts';
import { discriminants, priorsOf } from '../../features/reduction/discriminants.ts';
import { discriminantOptions } from '../../features/reduction/linear-discriminant-analysis.ts';
import type { Classifier } from '../learner.ts';
import { linearPredictor } from './linear-predictor.ts';

const optionsSchema = z.strictObject(discriminantOptions);

export type LinearDiscriminantClassifierOptions = z.input<typeof optionsSchema>;

/**
 * Linear discriminant analysis as a classifier: each class a normal distribution, all of one covariance. Solved at
 * once, holding columns² numbers. As scikit-learn's LinearDiscriminantAnalysis with solver svd, on float32 features.
 *
 * Training throws OPTION_INVALID for row weights, which the method does not know, and ROWS_TOO_FEW.
 */
export function linearDiscriminantClassifier(given: LinearDiscriminantClassifierOptions = {}): Classifier {
  const name = 'linearDiscriminantClassifier';
  const options = parseOptions(optionsSchema, given, name);
  return {
    kind: 'learner',
    task: 'classification',
    name,
    async train({ matrix, target, weight, classCount, classes }, run) {
      if (weight !== undefined) {
        throw new MillraceError('OPTION_INVALID', `${name} has no use for row weights`, {
          remedy: "leave 'weight' out, say 'priors', or use logisticRegression",
        });
      }
      const moments = await coMomentsOf(matrix, target, classCount, run);
      const priors = priorsOf(name, options.priors, classes ?? [], moments.classRows);
      const { weights, intercepts } = await discriminants(moments, priors, options.tol, run);
      const isBinary = classCount === 2;
      const width = moments.centres.length;
      return linearPredictor({
        name,
        // Of two classes, the second's score less the first's.
        weights: isBinary ? weights.slice(width).map((one, i) => one - weights[i]!) : weights,
        intercepts: isBinary ? Float64Array.of(intercepts[1]! - intercepts[0]!) : intercepts,
        output: isBinary ? 'sigmoid' : 'softmax',
        history: [],
        converged: true,
        solver: 'svd',
      });
    },
  };
}
