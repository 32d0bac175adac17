import { z } from 'zod';
import { addGaussianScores } from '../../engine/bayes.ts';
import type { SavedPart, SavedPartReader } from '../../features/saved-part.ts';
import { partsOf } from '../assembly.ts';
import type { Predictor } from '../learner.ts';

export interface GaussianParts {
  /** [classes] */
  readonly logPriors: Float64Array;
  /** [classes][columns] */
  readonly means: Float64Array;
  /** [classes][columns], above 0 */
  readonly variances: Float64Array;
}

const NAME = 'gaussianNB';

export function gaussianPredictor({ logPriors, means, variances }: GaussianParts): Predictor {
  return {
    name: NAME,
    history: [],
    converged: true,
    solver: 'direct',
    outputCount: logPriors.length,
    compile: (program, layout) =>
      addGaussianScores(program, logPriors, means, variances, partsOf(program, layout, NAME)),
    save: (): SavedPart => ({ name: NAME, state: {}, arrays: { logPriors, means, variances } }),
  };
}

export function loadGaussianNB(part: SavedPartReader): Predictor {
  part.state(z.strictObject({}));
  const means = part.float64('means');
  return gaussianPredictor({
    logPriors: part.float64('logPriors'),
    means,
    variances: part.float64('variances', means.length),
  });
}
