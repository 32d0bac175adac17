import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import type { ForestArrays } from '../matrix/forest.ts';
import type { Model } from '../pipeline/model.ts';
import { forestOf, treeFeatures } from './tree-features.ts';

const options = z.strictObject({
  /**
   * `gain` (default): by how much the feature's splits improved the training objective, in all. `splits`: how many
   * there are.
   */
  kind: z.enum(['gain', 'splits']).default('gain'),
});

export type FeatureImportanceOptions = z.input<typeof options>;

export interface FeatureImportance {
  /** The column's, or a term's where the feature is one of many of a text. */
  readonly name: string;
  readonly value: number;
}

/**
 * How much each feature matters to a model of trees, the greatest first; those of equal value by the model's order.
 * Features that no tree splits on are 0 and left out. As LightGBM's `feature_importance`.
 *
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, OPTION_UNKNOWN, OPTION_INVALID
 */
export function featureImportance(model: Model, given: FeatureImportanceOptions = {}): FeatureImportance[] {
  const { kind } = parseOptions(options, given, 'featureImportance');
  const forest = forestOf(model, 'featureImportance');
  const { feature, gain } = forest.trees;
  const sums = new Map<number, number>();
  feature.forEach((index, node) => {
    if (index >= 0) sums.set(index, (sums.get(index) ?? 0) + (kind === 'gain' ? gain[node]! : 1));
  });
  const used = usedFeatures(forest.trees);
  return treeFeatures(model, forest, used)
    .map(({ name }, i) => ({ name, value: sums.get(used[i]!)! }))
    .sort((a, b) => b.value - a.value);
}

/** The features that splits read, ascending. */
export function usedFeatures({ feature }: ForestArrays): number[] {
  return [...new Set(feature)].filter((index) => index >= 0).sort((a, b) => a - b);
}
