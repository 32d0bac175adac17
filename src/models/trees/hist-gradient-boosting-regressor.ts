import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import type { Regressor } from '../learner.ts';
import { boostingLearner } from './hist-gradient-boosting.ts';
import { twoLosses } from './hist-gradient-boosting-classifier.ts';
import { boostingOptions, checkBoostingOptions } from './hist-gradient-boosting-options.ts';

const optionsSchema = boostingOptions.extend({
  /**
   * What is minimised. Of squared, absolute, huber and quantile the prediction is the score; of poisson (targets of 0
   * or more), gamma (above 0) and tweedie (0 or more) it is exp(score). Default squared.
   */
  loss: z.enum(['squared', 'absolute', 'huber', 'quantile', 'poisson', 'gamma', 'tweedie']).optional(),
  /** Of the loss quantile: the one to predict, in (0, 1). Required there. */
  quantile: z.number().gt(0).lt(1).optional(),
  /**
   * Of huber: residuals count linearly beyond this quantile of their magnitudes, found anew each iteration, as
   * scikit-learn's GradientBoostingRegressor. Default 0.9.
   */
  huberQuantile: z.number().gt(0).lt(1).optional(),
  /** Of huber, instead: the magnitude beyond which they do, in units of the target, as LightGBM's alpha. */
  huberDelta: z.number().positive().optional(),
  /** Of tweedie: the variance's power of the mean, 1 (Poisson) … 2 (gamma). Default 1.5. */
  tweediePower: z.number().min(1).max(2).optional(),
});

export type HistGradientBoostingRegressorOptions = z.input<typeof optionsSchema>;

const OPTIONS_OF_LOSSES = {
  quantile: ['quantile'],
  huberQuantile: ['huber'],
  huberDelta: ['huber'],
  tweediePower: ['tweedie'],
} as const;

/**
 * Gradient boosting of regression trees on histograms. As `histGradientBoostingClassifier` in all but the loss; leaves
 * of absolute, quantile and huber say the quantile (median) of their rows' residuals.
 *
 * Metrics for early stopping: loss (the objective's own, default), rmse, mse, mae, r2.
 *
 * @throws MillraceError OPTION_UNKNOWN, OPTION_INVALID; from `fit` TARGET_INVALID for targets outside the loss's domain
 */
export function histGradientBoostingRegressor(given: HistGradientBoostingRegressorOptions = {}): Regressor {
  const name = 'histGradientBoostingRegressor';
  const { loss, quantile, huberQuantile, huberDelta, tweediePower, ...options } = parseOptions(
    optionsSchema,
    given,
    name,
  );
  checkBoostingOptions(options, name);
  if (loss !== undefined && options.objective !== undefined) throw twoLosses(name);
  const parameters = { quantile, huberQuantile, huberDelta, tweediePower };
  for (const [option, losses] of Object.entries(OPTIONS_OF_LOSSES)) {
    if (parameters[option as keyof typeof parameters] === undefined) continue;
    if ((losses as readonly string[]).includes(loss ?? 'squared')) continue;
    throw new MillraceError('OPTION_INVALID', `${name}: '${option}' is of the loss '${losses[0]}'`, {
      remedy: `set loss: '${losses[0]}', or leave '${option}' out`,
    });
  }
  if (loss === 'quantile' && quantile === undefined) {
    throw new MillraceError('OPTION_INVALID', `${name}: the loss 'quantile' needs the option 'quantile'`, {
      remedy: 'set it to the quantile to predict, as in quantile: 0.9',
    });
  }
  if (huberQuantile !== undefined && huberDelta !== undefined) {
    throw new MillraceError('OPTION_INVALID', `${name}: 'huberQuantile' and 'huberDelta' say the same thing twice`, {
      remedy: 'give one of them',
    });
  }
  const chosen = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
  return boostingLearner({
    name,
    task: 'regression',
    options,
    loss: { loss: loss ?? 'squared', ...chosen },
    metric: options.objective === undefined ? 'loss' : 'rmse',
  });
}
