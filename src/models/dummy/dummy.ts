import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { addConstant } from '../../engine/linear.ts';
import type { SavedPart } from '../../features/saved-part.ts';
import type { Classifier, Predictor, Regressor, TrainingData } from '../learner.ts';

const classifierOptions = z.strictObject({
  /** `prior`: the class shares of the training rows as probabilities, so the most frequent class is predicted. */
  strategy: z.literal('prior').default('prior'),
});

const regressorOptions = z.strictObject({
  /** What every row is predicted: the weighted mean or the median of the training targets. Default mean. */
  strategy: z.enum(['mean', 'median']).default('mean'),
});

/** Knows nothing but how frequent each class is: what a real model must beat. As scikit-learn's DummyClassifier. */
export function dummyClassifier(given: z.input<typeof classifierOptions> = {}): Classifier {
  parseOptions(classifierOptions, given, 'dummyClassifier');
  return {
    kind: 'learner',
    task: 'classification',
    name: 'dummyClassifier',
    train: async (data) => constantPredictor('dummyClassifier', classShares(data)),
  };
}

/** Predicts one number for every row: what a real model must beat. As scikit-learn's DummyRegressor. */
export function dummyRegressor(given: z.input<typeof regressorOptions> = {}): Regressor {
  const { strategy } = parseOptions(regressorOptions, given, 'dummyRegressor');
  return {
    kind: 'learner',
    task: 'regression',
    name: 'dummyRegressor',
    train: async (data) => {
      const value = strategy === 'mean' ? weightedMean(data) : median(data.target.values());
      return constantPredictor('dummyRegressor', Float64Array.of(value));
    },
  };
}

/** The weighted share of each class among the training rows. */
export function classShares({ target, weight, classCount }: TrainingData): Float64Array {
  const shares = new Float64Array(classCount);
  const weights = weight?.values();
  let total = 0;
  target.values().forEach((code, row) => {
    const one = weights?.[row] ?? 1;
    shares[code]! += one;
    total += one;
  });
  return shares.map((share) => share / total);
}

/** The weighted mean of the training targets. */
export function weightedMean({ target, weight }: Pick<TrainingData, 'target' | 'weight'>): number {
  const weights = weight?.values();
  let sum = 0;
  let total = 0;
  target.values().forEach((value, row) => {
    const one = weights?.[row] ?? 1;
    sum += one * value;
    total += one;
  });
  return sum / total;
}

function median(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

export function constantPredictor(name: string, values: Float64Array): Predictor {
  return {
    name,
    history: [],
    converged: true,
    solver: 'direct',
    compile: (program) => addConstant(program, values),
    save: (): SavedPart => ({ name, state: {}, arrays: { values } }),
  };
}
