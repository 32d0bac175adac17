import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import type { Transformer } from '../transformer.ts';
import { fClassif } from './f-classif.ts';
import { type FittedUnivariateSelection, fitByScores } from './fitted-scores.ts';
import { scoreFunction } from './select-k-best.ts';

const optionsSchema = z.strictObject({
  /** How columns are scored. Default fClassif(). */
  scoreFunc: scoreFunction.optional(),
  /** The percentage of the matrix columns that stay; of equal scores at the border the first ones. Default 10. */
  percentile: z.number().gt(0).max(100).default(10),
});

export type SelectPercentileOptions = z.input<typeof optionsSchema>;

/**
 * Keeps a percentage of the matrix columns, those that tell most of the target, each looked at alone. As `selectKBest`
 * otherwise. As scikit-learn's SelectPercentile.
 *
 * Fitting throws OPTION_INVALID when the fit has no target, and COLUMN_MISSING when no column is left.
 */
export function selectPercentile(given: SelectPercentileOptions = {}): Transformer<FittedUnivariateSelection> {
  const { scoreFunc = fClassif(), percentile } = parseOptions(optionsSchema, given, 'selectPercentile');
  return {
    kind: 'transformer',
    name: 'selectPercentile',
    fit: (stage) =>
      fitByScores('selectPercentile', stage, scoreFunc, (found) => {
        if (percentile === 100) return Array.from(found, () => true);
        const scores = found.map((score) => (Number.isNaN(score) ? -Number.MAX_VALUE : score));
        const border = quantile(scores, (100 - percentile) / 100);
        const support = Array.from(scores, (score) => score > border);
        let left = Math.floor((scores.length * percentile) / 100) - support.filter(Boolean).length;
        scores.forEach((score, i) => {
          if (score === border && left-- > 0) support[i] = true;
        });
        return support;
      }),
  };
}

/** Between the two nearest values in proportion, as numpy's percentile. */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const part = at - below;
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  // From the nearer end, as numpy does, so that equal ends give their own value.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
