import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import type { RunOptions } from '../engine/job.ts';
import type { ForestArrays } from '../matrix/forest.ts';
import type { Model } from '../pipeline/model.ts';
import type { Source } from '../source/source.ts';
import { forestOf } from './tree-features.ts';
import { TreeReader } from './tree-rows.ts';

const stagedOptions = z.strictObject({
  every: z.int().min(1).default(1),
  threads: z.int().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

export interface StagedOptions extends RunOptions {
  /** Rounds from one stage to the next: a round is one tree, or one for each class. Default 1. */
  readonly every?: number | undefined;
}

export interface StagedBatch {
  /** [rows], as in the source. */
  readonly rowIds: Float64Array;
  /** [stages]: the rounds whose trees took part. Ascending; the last is all of them. */
  readonly rounds: readonly number[];
  /** The classes, or `prediction`. */
  readonly outputs: readonly string[];
  /** [rows][stages][outputs]: probabilities of the classes, or predictions. NaN for a row that can't be scored. */
  readonly values: Float64Array;
}

/**
 * What a model of trees predicted after each round, or each `every` rounds, batch by batch in the order of the source:
 * how many rounds are enough, and where more only fit noise. The last stage has the bits of `predict`; a forest that
 * averages has, at each stage, the average of the trees so far. As scikit-learn's `staged_predict_proba`.
 *
 * A batch holds rows × stages × outputs numbers: take `every` larger, or read smaller batches, for long models.
 *
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, OPTION_INVALID, COLUMN_MISSING, ABORTED
 */
export async function* stagedPredict(
  model: Model,
  source: Source,
  options: StagedOptions = {},
): AsyncIterable<StagedBatch> {
  const { every } = parseOptions(stagedOptions, options, 'stagedPredict');
  const { trees } = forestOf(model, 'stagedPredict');
  const perRound = treesPerRound(trees);
  const all = (trees.treeBegins.length - 1) / perRound;
  const rounds = Array.from({ length: Math.max(1, Math.ceil(all / every)) }, (_, i) => Math.min(all, (i + 1) * every));
  const outputs = model.task === 'classification' ? model.classes : ['prediction'];
  const reader = new TreeReader(model, 'stagedPredict', 'prediction', every * perRound);
  const width = rounds.length * outputs.length;
  for await (const { rowIds, inputs, problems } of reader.read(source, options)) {
    for (const { row } of problems) inputs.fill(Number.NaN, row * width, (row + 1) * width);
    yield { rowIds, rounds, outputs, values: inputs };
  }
}

export interface RawScoreBatch {
  /** [rows], as in the source. */
  readonly rowIds: Float64Array;
  /** The classes, the positive one alone where the trees score no other, or `prediction`. */
  readonly outputs: readonly string[];
  /** [rows][outputs]. NaN for a row that can't be scored. */
  readonly scores: Float64Array;
}

/**
 * The scores of a model of trees before its link, batch by batch in the order of the source: log-odds of the positive
 * class or of each class, logarithms of the mean (Poisson, gamma, Tweedie), or the prediction itself. As LightGBM's
 * `predict(raw_score=True)` and scikit-learn's `decision_function`.
 *
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, COLUMN_MISSING, ABORTED
 */
export async function* rawScores(model: Model, source: Source, options: RunOptions = {}): AsyncIterable<RawScoreBatch> {
  const reader = new TreeReader(model, 'rawScores', 'score');
  const { outputCount } = forestOf(model, 'rawScores').trees;
  const outputs =
    model.task !== 'classification' ? ['prediction'] : outputCount === 1 ? model.classes.slice(1) : model.classes;
  for await (const { rowIds, inputs, problems } of reader.read(source, options)) {
    for (const { row } of problems) inputs.fill(Number.NaN, row * outputCount, (row + 1) * outputCount);
    yield { rowIds, outputs, scores: inputs };
  }
}

export interface LeafBatch {
  /** [rows], as in the source. */
  readonly rowIds: Float64Array;
  readonly treeCount: number;
  /**
   * [rows][trees]: which leaf of each tree the row reaches, from 0 up, in the order of the tree's nodes. −1 for a row
   * that can't be scored.
   */
  readonly leaves: Int32Array;
}

/**
 * The leaf of each tree that a row reaches, batch by batch in the order of the source: rows that share many leaves are
 * alike to the model, and the indices serve as categories for another one. As LightGBM's `predict(pred_leaf=True)` and
 * scikit-learn's `apply`, numbered from 0 within each tree.
 *
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, COLUMN_MISSING, ABORTED
 */
export async function* leafIndices(model: Model, source: Source, options: RunOptions = {}): AsyncIterable<LeafBatch> {
  const reader = new TreeReader(model, 'leafIndices', 'leaves');
  const treeCount = forestOf(model, 'leafIndices').trees.treeBegins.length - 1;
  for await (const { rowIds, inputs, problems } of reader.read(source, options)) {
    const leaves = Int32Array.from(inputs);
    for (const { row } of problems) leaves.fill(-1, row * treeCount, (row + 1) * treeCount);
    yield { rowIds, treeCount, leaves };
  }
}

function treesPerRound({ valueWidth, outputCount }: ForestArrays): number {
  return valueWidth === 1 ? outputCount : 1;
}
