import { MillraceError } from '../core/errors.ts';
import type { RunOptions } from '../engine/job.ts';
import { ShapForest } from '../engine/shap.ts';
import type { Model } from '../pipeline/model.ts';
import type { Source } from '../source/source.ts';
import { usedFeatures } from './importance.ts';
import { forestOf, treeFeatures } from './tree-features.ts';
import { TreeReader } from './tree-rows.ts';

export interface ShapBatch {
  /** [rows], as in the source. */
  readonly rowIds: Float64Array;
  /** The features that the trees split on, in the model's order. All others have values of 0. */
  readonly features: readonly string[];
  /** What is explained: the classes, the positive one alone where there are two, or `prediction`. */
  readonly outputs: readonly string[];
  /** [outputs]: the score where nothing is known of a row, the mean over the training rows. */
  readonly base: Float64Array;
  /**
   * `shapValues`: [rows][outputs][features]; with the base they add up to the row's score. `shapInteractions`:
   * [rows][outputs][features][features], symmetric, each line adding up to the feature's value. NaN for a row that
   * can't be scored.
   */
  readonly values: Float64Array;
  /** [rows][features]: what the trees read: numbers, category codes, NaN where missing. */
  readonly inputs: Float64Array;
}

/** Numbers in one batch of values: 32 MiB. */
const MOST_VALUES = 1 << 22;
/** The most of a single row: 1 GiB. */
const MOST_OF_A_ROW = 1 << 27;

/**
 * Exact SHAP values of a model of trees, batch by batch in the order of the source: how much each feature moves a row's
 * score, over all orders in which the features might be made known, the others following the training rows' shares
 * (path-dependent TreeSHAP; Lundberg et al. 2020). They equal LightGBM's `pred_contrib` and XGBoost's `pred_contribs`.
 *
 * Scores are log-odds of the positive class or of each class, logarithms of the mean (Poisson, gamma, Tweedie), or the
 * prediction itself. Values do not depend on threads or batches.
 *
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, or whose trees keep no counts of training rows;
 *   COLUMN_MISSING, ABORTED
 */
export function shapValues(model: Model, source: Source, options: RunOptions = {}): AsyncIterable<ShapBatch> {
  return explain(model, source, 'values', options);
}

/**
 * Exact SHAP interaction values: what two features move the score together beyond what each does, half of it at
 * [i][j] and half at [j][i]; the diagonal holds what remains of a feature's value. As the shap package's
 * `shap_interaction_values` and XGBoost's `pred_interactions`. A row holds features² numbers for each output.
 *
 * @throws MillraceError as `shapValues`, and MEMORY_EXHAUSTED when one row alone takes more than 1 GiB
 */
export function shapInteractions(model: Model, source: Source, options: RunOptions = {}): AsyncIterable<ShapBatch> {
  return explain(model, source, 'interactions', options);
}

async function* explain(
  model: Model,
  source: Source,
  what: 'values' | 'interactions',
  options: RunOptions,
): AsyncIterable<ShapBatch> {
  const call = what === 'values' ? 'shapValues' : 'shapInteractions';
  const reader = new TreeReader(model, call);
  const forest = forestOf(model, call);
  const { trees } = forest;
  const features = treeFeatures(model, forest, usedFeatures(trees));
  const shap = new ShapForest(reader.forest);
  const width = features.length;
  const rowWidth = trees.outputCount * width * (what === 'interactions' ? width : 1);
  if (rowWidth > MOST_OF_A_ROW) {
    throw new MillraceError('MEMORY_EXHAUSTED', `${call}: the trees split on ${width} features: too many pairs`, {
      remedy: 'explain with shapValues, or train on fewer features',
    });
  }
  const rowsEach = Math.max(1, Math.floor(MOST_VALUES / Math.max(1, rowWidth)));
  const shared = { features: features.map(({ name }) => name), outputs: outputNames(model), base: shap.base };
  for await (const { rowIds, inputs, problems } of reader.read(source, options)) {
    const faulty = problems.map(({ row }) => row);
    for (let begin = 0; begin < rowIds.length; begin += rowsEach) {
      const end = Math.min(rowIds.length, begin + rowsEach);
      const rows = inputs.slice(begin * width, end * width);
      const values = await shap.run(rows, what, options);
      for (const row of faulty) {
        if (row >= begin && row < end) values.fill(Number.NaN, (row - begin) * rowWidth, (row - begin + 1) * rowWidth);
      }
      yield { ...shared, rowIds: rowIds.slice(begin, end), values, inputs: rows };
    }
  }
}

/** What scores are of, in order. */
export function outputNames(model: Model): readonly string[] {
  if (model.task !== 'classification') return ['prediction'];
  const { outputCount } = model.parts.predictor.forest!.trees;
  return outputCount === 1 ? model.classes.slice(1) : model.classes;
}
