import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import type { Classifier, Regressor } from '../../models/learner.ts';
import type { SavedPartReader } from '../saved-part.ts';
import type { Transformer } from '../transformer.ts';
import {
  type FittedSelection,
  fittedSelection,
  type KeptColumns,
  keptColumns,
  loadKeptColumns,
} from './column-selection.ts';
import { importancesOf } from './train-inside.ts';

const optionsSchema = z.strictObject({
  /**
   * Columns whose importance is below this go: a number, or `mean` or `median` of all, or a multiple of these, as in
   * `1.25*mean`. -Infinity for no bound. Default mean.
   */
  threshold: z
    .union([z.number(), z.literal(-Infinity), z.string().regex(/^\s*(?:\d+(?:\.\d+)?\s*\*\s*)?(?:mean|median)\s*$/)])
    .default('mean'),
  /** The most columns that stay, the most important ones. Default no bound. */
  maxFeatures: z.int().min(1).optional(),
});

export type SelectFromModelOptions = z.input<typeof optionsSchema>;

/** What `selectFromModel` learnt. */
export interface FittedModelSelection extends FittedSelection {
  /** float64 [matrix columns]: sums of absolute weights, or the importance of trees. */
  readonly importances: Float64Array;
  /** In numbers. */
  readonly threshold: number;
}

/**
 * Keeps the matrix columns that a learner makes most of, trained on the training rows for that alone: by the absolute
 * weights of a linear learner, summed over its outputs, or by how much the splits of trees gain. Trees take a category
 * as one, so its indicators stay or go together. Row weights count. As scikit-learn's SelectFromModel.
 *
 * Fitting throws OPTION_INVALID without a target of the learner's kind, COLUMN_MISSING when no column is left, and what
 * the learner throws.
 */
export function selectFromModel(
  learner: Classifier | Regressor,
  given: SelectFromModelOptions = {},
): Transformer<FittedModelSelection> {
  const { threshold, maxFeatures } = parseOptions(optionsSchema, given, 'selectFromModel');
  refuseWithoutImportance('selectFromModel', learner);
  return {
    kind: 'transformer',
    name: 'selectFromModel',
    async fit(stage) {
      const found = await importancesOf(stage, learner, 'selectFromModel');
      const scores = found.map(({ values }) => values.reduce((sum, value) => sum + Math.abs(value), 0));
      const bound = typeof threshold === 'number' ? threshold : boundOf(threshold, scores);
      const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
      const most = new Set(order.slice(0, maxFeatures));
      const width = found.reduce((sum, { columns }) => sum + columns.length, 0);
      const importances = new Float64Array(width);
      const support = new Array<boolean>(width).fill(false);
      found.forEach(({ columns }, i) => {
        for (const column of columns) {
          importances[column] = scores[i]!;
          support[column] = scores[i]! >= bound && most.has(i);
        }
      });
      return fittedFromModel(keptColumns(stage.layout, support), importances, bound);
    },
  };
}

/** @throws MillraceError OPTION_INVALID for a learner that tells nothing of its columns */
export function refuseWithoutImportance(step: string, learner: Classifier | Regressor): void {
  if (!learner.ignoresFeatures) return;
  throw new MillraceError(
    'OPTION_INVALID',
    `${step} needs a learner of weights or trees, and ${learner.name} is none`,
    {
      value: learner.name,
      remedy: 'give logisticRegression, ridge, a forest or gradient boosting',
    },
  );
}

function boundOf(text: string, scores: readonly number[]): number {
  const [factor, what] = text.includes('*') ? text.split('*') : ['1', text];
  const sorted = [...scores].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return Number(factor) * (what!.trim() === 'mean' ? mean : median);
}

function fittedFromModel(
  columns: readonly KeptColumns[],
  importances: Float64Array,
  threshold: number,
): FittedModelSelection {
  const selection = fittedSelection('selectFromModel', columns, { importances, threshold: Float64Array.of(threshold) });
  return { ...selection, importances, threshold };
}

export function loadSelectFromModel(part: SavedPartReader): FittedModelSelection {
  return fittedFromModel(loadKeptColumns(part), part.float64('importances'), part.float64('threshold', 1)[0]!);
}
