import { addLinearScores, type LinearOutput } from '../../engine/linear.ts';
import type { SavedPart } from '../../features/saved-part.ts';
import { isSparse, partsOf } from '../assembly.ts';
import type { FitStep, LinearWeights, Predictor } from '../learner.ts';

export interface LinearPredictorParts extends LinearWeights {
  readonly name: string;
  readonly output: LinearOutput;
  readonly history: readonly FitStep[];
  readonly converged: boolean;
  readonly solver: string;
  /** Features count as 1 above this and as 0 else. Default as they are. */
  readonly binarize?: number | undefined;
}

/** The trained form of every linear learner. */
export function linearPredictor(parts: LinearPredictorParts): Predictor {
  const { name, output, weights, intercepts, history, converged, solver, binarize } = parts;
  return {
    name,
    history,
    converged,
    solver,
    outputCount: output !== 'identity' && intercepts.length === 1 ? 2 : intercepts.length,
    linear: { weights, intercepts },
    compile: (program, layout) => {
      const features = partsOf(program, layout, name);
      return addLinearScores(program, { weights, intercepts }, output, features, isSparse(features), binarize);
    },
    save: (): SavedPart => ({
      name,
      state: { output, converged, solver, ...(binarize !== undefined && { binarize }) },
      arrays: {
        weights,
        intercepts,
        // [steps][3]: step, loss, gradient norm
        history: Float64Array.from(history.flatMap(({ step, loss, gradientNorm }) => [step, loss, gradientNorm ?? 0])),
        ...(history.some(({ dualityGap }) => dualityGap !== undefined) && {
          // [steps]
          gaps: Float64Array.from(history, ({ dualityGap }) => dualityGap ?? Number.NaN),
        }),
      },
    }),
  };
}
