import { MillraceError } from '../core/errors.ts';
import type { RunOptions } from '../engine/job.ts';
import type { FeatureMatrix } from '../engine/states.ts';
import type { FittedTransformer, Transformer } from '../features/transformer.ts';
import { featureNameAt } from '../matrix/layout.ts';
import type { Source } from '../source/source.ts';
import { fitFeatures } from './fit.ts';
import { Passes } from './passes.ts';

/** A fitted transformer and what it makes of the rows it was fitted on. */
export interface FitTransformResult {
  readonly model: FittedTransformer;
  /** One row for each row of the source, float32, in engine memory: `rows()` copies it out, `release()` frees it. */
  readonly matrix: FeatureMatrix;
  /** What a column of the matrix holds. */
  featureName(index: number): string;
}

/**
 * Fits a transformer, or a pipeline of them, on all columns of a source and transforms those rows, as scikit-learn's
 * `fit_transform` does; in a single pass where the transformer can (`tfidfVectorizer` on its own).
 *
 * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE, COLUMN_EMPTY, VALUE_MISSING, VALUE_INFINITE, ROWS_TOO_FEW,
 *   SOURCE_CHANGED, ABORTED
 */
export async function fitTransform(
  transformer: Transformer,
  source: Source,
  options: RunOptions = {},
): Promise<FitTransformResult> {
  const passes = new Passes(source, source.schema.fields, undefined, [], options);
  const first = passes.firstStage();
  const { fitted, matrix } = await fitFeatures(first, [transformer], { name: 'the matrix' });
  if (passes.rowCount === 0) {
    throw new MillraceError('ROWS_TOO_FEW', `${source.name} has no rows to learn from`, {
      remedy: 'check filters and the split',
    });
  }
  const model = fitted[0]!;
  const { layout } = first.after(model);
  return { model, matrix, featureName: (index) => featureNameAt(layout, index) };
}
