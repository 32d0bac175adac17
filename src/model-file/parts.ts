import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { Vocabulary } from '../engine/text.ts';
import { fittedKeep } from '../features/keep.ts';
import { fittedOneHotEncoder } from '../features/one-hot-encoder.ts';
import { fittedSimpleImputer } from '../features/simple-imputer.ts';
import { fittedStandardScaler } from '../features/standard-scaler.ts';
import { fittedTfidfVectorizer, tfidfOptions } from '../features/tfidf-vectorizer.ts';
import type { FittedTransformer } from '../features/transformer.ts';
import { constantPredictor } from '../models/dummy/dummy.ts';
import type { Predictor } from '../models/learner.ts';
import { linearPredictor } from '../models/linear/linear-predictor.ts';
import { forestPredictor } from '../models/trees/forest-predictor.ts';
import type { TreeInput } from '../models/trees/tree-input.ts';
import { fittedColumns } from '../pipeline/columns.ts';
import { fittedSequence } from '../pipeline/sequence.ts';
import { arrayOf, type ContainerArray, textsOf } from './arrays.ts';
import { categoryValuesSchema, checked, type PartDescription } from './description.ts';

export type Arrays = ReadonlyMap<string, ContainerArray>;

/** A part of a model file while it is read. */
class PartReader {
  readonly #part: PartDescription;
  readonly arrays: Arrays;

  constructor(part: PartDescription, arrays: Arrays) {
    this.#part = part;
    this.arrays = arrays;
  }

  get parts(): readonly PartDescription[] {
    return this.#part.parts;
  }

  state<S extends z.ZodType>(schema: S): z.output<S> {
    return checked(schema, this.#part.state, this.#part.name);
  }

  float64(name: string): Float64Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'float64').values;
  }

  int64(name: string): BigInt64Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'int64').values;
  }

  int32(name: string): Int32Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'int32').values;
  }

  uint32(name: string): Uint32Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'uint32').values;
  }

  texts(name: string): string[] {
    return textsOf(arrayOf(this.arrays, this.#arrayName(name), 'utf8'));
  }

  uint8(name: string): Uint8Array {
    return arrayOf(this.arrays, this.#arrayName(name), 'uint8').values;
  }

  #arrayName(name: string): string {
    return this.#part.arrays[name] ?? `${this.#part.name}.${name}`;
  }
}

const columnsState = z.strictObject({ columns: z.array(z.string()) });

/** The closed list of steps that a model file may hold. */
const TRANSFORMERS: Readonly<Record<string, (part: PartReader) => FittedTransformer>> = {
  keep: (part) => fittedKeep(part.state(columnsState).columns),
  columns: (part) => fittedColumns(part.parts.map((one) => loadTransformer(one, part.arrays))),
  sequence: (part) => fittedSequence(part.parts.map((one) => loadTransformer(one, part.arrays))),
  standardScaler: (part) => {
    const { columns } = part.state(columnsState);
    const [shifts, scales] = [part.float64('shifts'), part.float64('scales')];
    if (shifts.length !== columns.length || scales.length !== columns.length) throw lengthsDiffer('standardScaler');
    return fittedStandardScaler(columns, shifts, scales);
  },
  simpleImputer: (part) => {
    const fill = z.strictObject({
      column: z.string(),
      value: z.union([z.number(), z.string()]),
      indicator: z.boolean(),
    });
    return fittedSimpleImputer(part.state(z.strictObject({ fills: z.array(fill) })).fills);
  },
  oneHotEncoder: (part) => {
    const encoding = z.intersection(
      z.object({ column: z.string(), missing: z.boolean() }),
      z.object({ values: z.unknown() }),
    );
    const { encodings } = part.state(z.strictObject({ encodings: z.array(z.record(z.string(), z.unknown())) }));
    return fittedOneHotEncoder(
      encodings.map((one) => {
        const { column, missing } = checked(encoding, one, 'oneHotEncoder');
        const values = checked(categoryValuesSchema, { kind: one.kind, values: one.values }, 'oneHotEncoder');
        return { column, missing, values };
      }),
    );
  },
  tfidfVectorizer: (part) =>
    fittedTfidfVectorizer(
      part.parts.map((one) => {
        const terms = new PartReader(one, part.arrays);
        const { column, options } = terms.state(z.strictObject({ column: z.string(), options: tfidfOptions }));
        const vocabulary = Vocabulary.from(terms.int64('offsets'), terms.uint8('bytes'));
        const idf = terms.float64('idf');
        if (idf.length !== vocabulary.size) throw lengthsDiffer('tfidfVectorizer');
        return { column, options, vocabulary, idf };
      }),
    ),
};

const linearState = z.strictObject({
  output: z.enum(['sigmoid', 'softmax', 'identity']),
  converged: z.boolean(),
  solver: z.string(),
});

function linear(name: string): (part: PartReader) => Predictor {
  return (part) => {
    const flat = part.float64('history');
    const history = Array.from({ length: Math.floor(flat.length / 3) }, (_, i) => ({
      step: flat[3 * i]!,
      loss: flat[3 * i + 1]!,
      gradientNorm: flat[3 * i + 2]!,
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
  ridge: linear('ridge'),
  linearRegression: linear('linearRegression'),
  ...Object.fromEntries(FOREST_LEARNERS.map((name) => [name, forest(name)])),
  dummyClassifier: (part) => constantPredictor('dummyClassifier', part.float64('values')),
  dummyRegressor: (part) => constantPredictor('dummyRegressor', part.float64('values')),
};

export function loadTransformer(part: PartDescription, arrays: Arrays): FittedTransformer {
  return loaderOf(TRANSFORMERS, part)(new PartReader(part, arrays));
}

export function loadPredictor(part: PartDescription, arrays: Arrays): Predictor {
  return loaderOf(PREDICTORS, part)(new PartReader(part, arrays));
}

function loaderOf<T>(loaders: Readonly<Record<string, T>>, { name }: PartDescription): T {
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader !== undefined) return loader;
  throw new MillraceError('MODEL_INVALID', `the model holds a step '${name}' that this version does not know`, {
    remedy: 'update millrace: npm install millrace@latest',
  });
}

function lengthsDiffer(step: string): MillraceError {
  return new MillraceError('MODEL_INVALID', `the model's ${step} has arrays of different lengths`);
}
