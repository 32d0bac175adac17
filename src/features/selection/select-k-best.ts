import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import type { Transformer } from '../transformer.ts';
import { fClassif } from './f-classif.ts';
import { type FittedUnivariateSelection, fitByScores } from './fitted-scores.ts';
import type { ScoreFunction } from './score-function.ts';

export const scoreFunction = z.custom<ScoreFunction>(
  (value) => typeof value === 'object' && value !== null && 'score' in value,
  'a score such as fClassif()',
);

const optionsSchema = z.strictObject({
  /** How columns are scored. Default fClassif(). */
  scoreFunc: scoreFunction.optional(),
  /** How many matrix columns stay; of equal scores the later ones. Default 10. */
  k: z.union([z.int().min(1), z.literal('all')]).default(10),
});

export type SelectKBestOptions = z.input<typeof optionsSchema>;

/**
 * Keeps the k matrix columns that tell most of the target, each looked at alone. `scores` and `pValues` of the fitted
 * step say how much. Looks at everything that reaches it; to look at some columns only, put it in a branch of
 * `columns`. As scikit-learn's SelectKBest.
 *
 * Fitting throws OPTION_INVALID when k exceeds the number of columns or the fit has no target.
 */
export function selectKBest(given: SelectKBestOptions = {}): Transformer<FittedUnivariateSelection> {
  const { scoreFunc = fClassif(), k } = parseOptions(optionsSchema, given, 'selectKBest');
  return {
    kind: 'transformer',
    name: 'selectKBest',
    fit: (stage) =>
      fitByScores('selectKBest', stage, scoreFunc, (scores) => {
        if (k === 'all') return Array.from(scores, () => true);
        if (k > scores.length) {
          throw new MillraceError('OPTION_INVALID', `selectKBest is to keep ${k} of ${scores.length} columns`, {
            value: k,
            remedy: `give k from 1 to ${scores.length}, or 'all'`,
          });
        }
        const best = ascending(scores).slice(scores.length - k);
        const stays = new Set(best);
        return Array.from(scores, (_, i) => stays.has(i));
      }),
  };
}

/** The columns in the order of their scores, those that can't be scored first; equal ones as they stand. */
function ascending(scores: Float64Array): number[] {
  const value = (i: number) => (Number.isNaN(scores[i]!) ? Number.NEGATIVE_INFINITY : scores[i]!);
  return Array.from(scores, (_, i) => i).sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a - b));
}
