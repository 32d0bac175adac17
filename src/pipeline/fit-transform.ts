import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import type { RunOptions } from '../engine/job.ts';
import type { FeatureMatrix } from '../engine/states.ts';
import type { FittedTransformer, Transformer } from '../features/transformer.ts';
import { featureNameAt, featureNames } from '../matrix/layout.ts';
import type { LearningTask } from '../models/learner.ts';
import type { Source } from '../source/source.ts';
import { fitFeatures } from './fit.ts';
import { Passes } from './passes.ts';

export interface FitTransformOptions extends RunOptions {
  /** The column that supervised transformers look at. It is no feature. Default none. */
  readonly target?: string | undefined;
  /** What the target is. Default: classes where it is text or boolean, numbers otherwise. */
  readonly task?: 'classification' | 'regression' | undefined;
  /** A column of row weights. It is no feature. */
  readonly weight?: string | undefined;
}

const optionsSchema = z.strictObject({
  target: z.string().optional(),
  task: z.enum(['classification', 'regression']).optional(),
  weight: z.string().optional(),
  signal: z.instanceof(AbortSignal).optional(),
  threads: z.int().min(1).optional(),
});

/** A fitted transformer and what it makes of the rows it was fitted on. */
export interface FitTransformResult<Fitted extends FittedTransformer = FittedTransformer> {
  readonly model: Fitted;
  /** One row for each row of the source, float32, in engine memory: `rows()` copies it out, `release()` frees it. */
  readonly matrix: FeatureMatrix;
  /** What a column of the matrix holds. */
  featureName(index: number): string;
  /** The names of all columns of the matrix: of what each was made, told by its step. */
  getFeatureNamesOut(): string[];
}

/**
 * Fits a transformer, or a pipeline of them, on all columns of a source and transforms those rows, as scikit-learn's
 * `fit_transform` does; in a single pass where the transformer can (`tfidfVectorizer` on its own).
 *
 * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE, COLUMN_EMPTY, VALUE_MISSING, VALUE_INFINITE, ROWS_TOO_FEW,
 *   SOURCE_CHANGED, ABORTED
 */
export async function fitTransform<Fitted extends FittedTransformer>(
  transformer: Transformer<Fitted>,
  source: Source,
  options: FitTransformOptions = {},
): Promise<FitTransformResult<Fitted>> {
  parseOptions(optionsSchema, options, 'fitTransform');
  const { target, weight } = options;
  const features = source.schema.fields.filter(({ name }) => name !== target && name !== weight);
  const passes = new Passes(source, features, weight, target === undefined ? [] : [target], {
    ...options,
    learns: target === undefined ? undefined : learnt(source, target, options.task),
  });
  const first = passes.firstStage();
  const { fitted, matrix } = await fitFeatures(first, [transformer], { name: 'the matrix' });
  if (passes.rowCount === 0) {
    throw new MillraceError('ROWS_TOO_FEW', `${source.name} has no rows to learn from`, {
      remedy: 'check filters and the split',
    });
  }
  const model = fitted[0] as Fitted; // of the one step given
  const { layout } = first.after(model);
  return {
    model,
    matrix,
    featureName: (index) => featureNameAt(layout, index),
    getFeatureNamesOut: () => featureNames(layout),
  };
}

function learnt(source: Source, name: string, task: LearningTask | undefined) {
  const target = source.schema.field(name);
  const isClass = target.type === 'utf8' || target.type === 'boolean';
  return { target, task: task ?? (isClass ? 'classification' : 'regression') };
}
