import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { LINEAR_OUTPUTS } from '../engine/linear.ts';
import { loadFrequencyEncoder } from '../features/encoders/frequency-encoder.ts';
import { loadHashingEncoder } from '../features/encoders/hashing-encoder.ts';
import { loadOneHotEncoder } from '../features/encoders/one-hot-encoder.ts';
import { loadOrdinalEncoder } from '../features/encoders/ordinal-encoder.ts';
import { loadRareCategories } from '../features/encoders/rare-categories.ts';
import { loadTargetEncoder } from '../features/encoders/target-encoder.ts';
import { loadKnnImputer } from '../features/imputers/knn-imputer.ts';
import { loadMissingIndicator } from '../features/imputers/missing-indicator.ts';
import { loadSimpleImputer } from '../features/imputers/simple-imputer.ts';
import { loadKeep } from '../features/keep.ts';
import { loadKeyAggregates } from '../features/keys/key-aggregates.ts';
import { loadBinner } from '../features/numeric/binner.ts';
import { loadKBinsDiscretizer } from '../features/numeric/k-bins-discretizer.ts';
import { loadPolynomialFeatures } from '../features/numeric/polynomial-features.ts';
import { loadSplineTransformer } from '../features/numeric/spline-transformer.ts';
import { loadLinearDiscriminantAnalysis } from '../features/reduction/linear-discriminant-analysis.ts';
import { loadPca } from '../features/reduction/pca.ts';
import { loadTruncatedSvd } from '../features/reduction/truncated-svd.ts';
import type { SavedPartReader } from '../features/saved-part.ts';
import { loadLog1pTransformer } from '../features/scaling/log1p-transformer.ts';
import { loadMaxAbsScaler } from '../features/scaling/max-abs-scaler.ts';
import { loadMinMaxScaler } from '../features/scaling/min-max-scaler.ts';
import { loadNormalizer } from '../features/scaling/normalizer.ts';
import { loadPowerTransformer } from '../features/scaling/power-transformer.ts';
import { loadQuantileTransformer } from '../features/scaling/quantile-transformer.ts';
import { loadRobustScaler } from '../features/scaling/robust-scaler.ts';
import { loadStandardScaler } from '../features/scaling/standard-scaler.ts';
import { loadCorrelationFilter } from '../features/selection/correlation-filter.ts';
import { loadUnivariate } from '../features/selection/fitted-scores.ts';
import { loadRfe } from '../features/selection/rfe.ts';
import { loadSelectFromModel } from '../features/selection/select-from-model.ts';
import { loadVarianceThreshold } from '../features/selection/variance-threshold.ts';
import { loadHashingVectorizer } from '../features/text/hashing-vectorizer.ts';
import { loadTermVectorizer } from '../features/text/term-vectorizer.ts';
import { loadCalendarFeatures } from '../features/time/calendar-features.ts';
import type { FittedTransformer } from '../features/transformer.ts';
import { loadGaussianNB } from '../models/bayes/gaussian-predictor.ts';
import { constantPredictor } from '../models/dummy/dummy.ts';
import type { Predictor } from '../models/learner.ts';
import { linearPredictor } from '../models/linear/linear-predictor.ts';
import { forestPredictor } from '../models/trees/forest-predictor.ts';
import type { TreeInput } from '../models/trees/tree-input.ts';
import { fittedColumns } from '../pipeline/columns.ts';
import { fittedSequence } from '../pipeline/sequence.ts';
import { arrayOf, type ContainerArray, textsOf } from './arrays.ts';
import { checked, type PartDescription } from './description.ts';

export type Arrays = ReadonlyMap<string, ContainerArray>;

/** A part of a model file while it is read. */
class PartReader implements SavedPartReader {
  readonly #part: PartDescription;
  readonly arrays: Arrays;

  constructor(part: PartDescription, arrays: Arrays) {
    this.#part = part;
    this.arrays = arrays;
  }

  get name(): string {
    return this.#part.name;
  }

  get parts(): readonly PartReader[] {
    return this.#part.parts.map((part) => new PartReader(part, this.arrays));
  }

  state<S extends z.ZodType>(schema: S): z.output<S> {
    return checked(schema, this.#part.state, this.name);
  }

  checked<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
    return checked(schema, data, this.name);
  }

  float64(name: string, length?: number): Float64Array {
    return this.#sized(arrayOf(this.arrays, this.#arrayName(name), 'float64').values, length);
  }

  int64(name: string): BigInt64Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'int64').values;
  }

  int32(name: string, length?: number): Int32Array {
    return this.#sized(arrayOf(this.arrays, this.#arrayName(name), 'int32').values, length);
  }

  uint32(name: string, length?: number): Uint32Array {
    return this.#sized(arrayOf(this.arrays, this.#arrayName(name), 'uint32').values, length);
  }

  texts(name: string, length?: number): string[] {
    return this.#sized(textsOf(arrayOf(this.arrays, this.#arrayName(name), 'utf8')), length);
  }

  uint8(name: string): Uint8Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'uint8').values;
  }

  #sized<T extends { readonly length: number }>(values: T, length: number | undefined): T {
    if (length !== undefined && values.length !== length) {
      throw new MillraceError('MODEL_INVALID', `the model's ${this.name} has arrays of different lengths`);
    }
    return values;
  }

  has(name: string): boolean {
    return this.arrays.has(this.#arrayName(name));
  }

  #arrayName(name: string): string {
    return this.#part.arrays[name] ?? `${this.#part.name}.${name}`;
  }
}

/** The closed list of steps that a model file may hold: what makes each from its saved part. */
const TRANSFORMERS: Readonly<Record<string, (part: PartReader) => FittedTransformer>> = {
  binner: loadBinner,
  calendarFeatures: loadCalendarFeatures,
  columns: (part) => fittedColumns(part.parts.map(transformerOf)),
  correlationFilter: loadCorrelationFilter,
  frequencyEncoder: loadFrequencyEncoder,
  hashingEncoder: loadHashingEncoder,
  kBinsDiscretizer: loadKBinsDiscretizer,
  keep: loadKeep,
  keyAggregates: loadKeyAggregates,
  knnImputer: loadKnnImputer,
  linearDiscriminantAnalysis: loadLinearDiscriminantAnalysis,
  log1pTransformer: loadLog1pTransformer,
  maxAbsScaler: loadMaxAbsScaler,
  minMaxScaler: loadMinMaxScaler,
  missingIndicator: loadMissingIndicator,
  normalizer: loadNormalizer,
  oneHotEncoder: loadOneHotEncoder,
  ordinalEncoder: loadOrdinalEncoder,
  pca: loadPca,
  polynomialFeatures: loadPolynomialFeatures,
  powerTransformer: loadPowerTransformer,
  quantileTransformer: loadQuantileTransformer,
  rareCategories: loadRareCategories,
  robustScaler: loadRobustScaler,
  rfe: loadRfe,
  selectFromModel: loadSelectFromModel,
  selectKBest: loadUnivariate,
  selectPercentile: loadUnivariate,
  sequence: (part) => fittedSequence(part.parts.map(transformerOf)),
  simpleImputer: loadSimpleImputer,
  splineTransformer: loadSplineTransformer,
  standardScaler: loadStandardScaler,
  targetEncoder: loadTargetEncoder,
  tfidfVectorizer: loadTermVectorizer('tfidfVectorizer'),
  countVectorizer: loadTermVectorizer('countVectorizer'),
  hashingVectorizer: loadHashingVectorizer,
  truncatedSvd: loadTruncatedSvd,
  varianceThreshold: loadVarianceThreshold,
};

const linearState = z.strictObject({
  output: z.enum(LINEAR_OUTPUTS),
  converged: z.boolean(),
  solver: z.string(),
  binarize: z.number().optional(),
});

function linear(name: string): (part: PartReader) => Predictor {
  return (part) => {
    const flat = part.float64('history');
    const gaps = part.has('gaps') ? part.float64('gaps', flat.length / 3) : undefined;
    const history = Array.from({ length: Math.floor(flat.length / 3) }, (_, i) => ({
      step: flat[3 * i]!,
      loss: flat[3 * i + 1]!,
      gradientNorm: flat[3 * i + 2]!,
      ...(gaps && { dualityGap: known(gaps[i]!) }),
    }));
    const [weights, intercepts] = [part.float64('weights'), part.float64('intercepts')];
    return linearPredictor({ ...part.state(linearState), name, history, weights, intercepts });
  };
}

const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const forestState = z.strictObject({
  converged: z.boolean(),
  solver: z.string(),
  featureCount: count,
  outputCount: count,
  valueWidth: count,
  scale: z.number(),
  float32Sums: z.boolean().optional(),
  link: z.enum(['identity', 'sigmoid', 'softmax', 'exp']),
  inputs: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['numbers', 'codes']), name: z.string() }),
      z.strictObject({ kind: z.literal('sparse'), name: z.string(), width: count }),
      z.strictObject({
        kind: z.literal('categories'),
        name: z.string(),
        values: z.enum(['text', 'number', 'boolean', 'datetime']),
      }),
    ]),
  ),
});

function forest(name: string): (part: PartReader) => Predictor {
  return (part) => {
    const { converged, solver, inputs, ...shape } = part.state(forestState);
    const trees = {
      ...shape,
      baseScores: part.float64('baseScores'),
      treeBegins: part.uint32('treeBegins'),
      treeOutputs: part.int32('treeOutputs'),
      feature: part.int32('feature'),
      flags: part.uint8('flags'),
      threshold: part.float64('threshold'),
      left: part.int32('left'),
      right: part.int32('right'),
      categoryBegins: part.uint32('categoryBegins'),
      cover: part.float64('cover'),
      weight: part.float64('weight'),
      gain: part.float64('gain'),
      values: part.float64('values'),
      categoryWords: part.uint32('categoryWords'),
    };
    const flat = part.float64('history');
    const history = Array.from({ length: Math.floor(flat.length / 4) }, (_, i) => {
      const [step, loss, gradientNorm, validation] = flat.subarray(4 * i);
      return { step: step!, loss: loss!, gradientNorm: known(gradientNorm!), validation: known(validation!) };
    });
    return forestPredictor({ name, trees, inputs: inputs.map(treeInput(part)), history, converged, solver });
  };
}

function treeInput(part: PartReader): (input: z.output<typeof forestState>['inputs'][number], i: number) => TreeInput {
  return (input, i) => {
    const { kind, name } = input;
    switch (kind) {
      case 'numbers':
        return { kind, name };
      case 'codes':
        return { kind, name, categories: part.texts(`categories${i}`) };
      case 'sparse':
        return { kind, name, width: input.width };
      case 'categories':
        return input.values === 'text'
          ? { kind, name, values: { kind: 'text', values: part.texts(`categories${i}`) } }
          : { kind, name, values: { kind: input.values, values: [...part.float64(`categories${i}`)] } };
    }
  };
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** The learners whose trained form is a `forestPredictor`, and the libraries whose models are read into one. */
const FOREST_LEARNERS = [
  'histGradientBoostingClassifier',
  'histGradientBoostingRegressor',
  'histGradientBoostingRanker',
  'randomForestClassifier',
  'randomForestRegressor',
  'extraTreesClassifier',
  'extraTreesRegressor',
  'decisionTreeClassifier',
  'decisionTreeRegressor',
  'lightGBM',
  'xgboost',
] as const;

/** The closed list of learners that a model file may hold. */
const PREDICTORS: Readonly<Record<string, (part: PartReader) => Predictor>> = {
  logisticRegression: linear('logisticRegression'),
  linearDiscriminantClassifier: linear('linearDiscriminantClassifier'),
  multinomialNB: linear('multinomialNB'),
  complementNB: linear('complementNB'),
  bernoulliNB: linear('bernoulliNB'),
  gaussianNB: loadGaussianNB,
  ridge: linear('ridge'),
  linearRegression: linear('linearRegression'),
  lasso: linear('lasso'),
  elasticNet: linear('elasticNet'),
  sgdClassifier: linear('sgdClassifier'),
  sgdRegressor: linear('sgdRegressor'),
  ...Object.fromEntries(FOREST_LEARNERS.map((name) => [name, forest(name)])),
  dummyClassifier: (part) => constantPredictor('dummyClassifier', part.float64('values')),
  dummyRegressor: (part) => constantPredictor('dummyRegressor', part.float64('values')),
};

export function loadTransformer(part: PartDescription, arrays: Arrays): FittedTransformer {
  return transformerOf(new PartReader(part, arrays));
}

function transformerOf(part: PartReader): FittedTransformer {
  return loaderOf(TRANSFORMERS, part)(part);
}

export function loadPredictor(part: PartDescription, arrays: Arrays): Predictor {
  return loaderOf(PREDICTORS, part)(new PartReader(part, arrays));
}

function loaderOf<T>(loaders: Readonly<Record<string, T>>, { name }: { readonly name: string }): T {
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader !== undefined) return loader;
  throw new MillraceError('MODEL_INVALID', `the model holds a step '${name}' that this version does not know`, {
    remedy: 'update millrace: npm install millrace@latest',
  });
}
