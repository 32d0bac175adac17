import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { addConstant } from '../../engine/linear.ts';
import type { SavedPart } from '../../features/saved-part.ts';
import type { Classifier, Predictor, Regressor } from '../learner.ts';

const classifierOptions = z.strictObject({
  /** `prior`: the class shares of the training rows as probabilities, so the most frequent class is predicted. */
  strategy: z.literal('prior').default('prior'),
});

const regressorOptions = z.strictObject({
  /** What every row is predicted: the weighted mean or median of the training targets. Default mean. */
  strategy: z.enum(['mean', 'median']).default('mean'),
});

/** Knows nothing but how frequent each class is: what a real model must beat. As scikit-learn's DummyClassifier. */
export function dummyClassifier(given: z.input<typeof classifierOptions> = {}): Classifier {
  parseOptions(classifierOptions, given, 'dummyClassifier');
  return {
    kind: 'learner',
    task: 'classification',
    name: 'dummyClassifier',
    ignoresFeatures: true,
    async train({ target, weight, classCount }, run) {
      return constantPredictor('dummyClassifier', await target.shares(weight, classCount, run));
    },
  };
}

/** Predicts one number for every row: what a real model must beat. As scikit-learn's DummyRegressor. */
export function dummyRegressor(given: z.input<typeof regressorOptions> = {}): Regressor {
  const { strategy } = parseOptions(regressorOptions, given, 'dummyRegressor');
  return {
    kind: 'learner',
    task: 'regression',
    name: 'dummyRegressor',
    ignoresFeatures: true,
    async train({ target, weight }, run) {
      const value = await target.centre(strategy, weight, run);
      return constantPredictor('dummyRegressor', Float64Array.of(value));
    },
  };
}

export function constantPredictor(name: string, values: Float64Array): Predictor {
  return {
    name,
    history: [],
    converged: true,
    solver: 'direct',
    ignoresFeatures: true,
    outputCount: values.length,
    compile: (program) => addConstant(program, values),
    save: (): SavedPart => ({ name, state: {}, arrays: { values } }),
  };
}
