import type { RunOptions } from '../engine/job.ts';
import { ShapForest } from '../engine/shap.ts';
import type { Model } from '../pipeline/model.ts';
import type { Batch } from '../source/batch.ts';
import type { Source } from '../source/source.ts';
import { usedFeatures } from './importance.ts';
import { outputNames } from './shap.ts';
import { forestOf, type TreeFeature, treeFeatures } from './tree-features.ts';
import { TreeReader } from './tree-rows.ts';

/** SHAP values of a few rows of a source. */
export interface ShapSample {
  readonly rowCount: number;
  /** What the trees split on. */
  readonly features: readonly (TreeFeature & { readonly isCategorical: boolean })[];
  readonly outputs: readonly string[];
  /** [rows][outputs][features] */
  readonly values: Float64Array;
  /** [rows][features]: NaN where missing, codes of categories. */
  readonly inputs: Float64Array;
}

/**
 * SHAP values of at most `most` rows, evenly spaced over the source, or over its first `reach` rows where it does not
 * know how many it has.
 *
 * @throws MillraceError as `shapValues`
 */
export async function shapSample(
  model: Model,
  source: Source,
  most: number,
  options: RunOptions,
  reach = 100_000,
): Promise<ShapSample> {
  const reader = new TreeReader(model, 'shapSample');
  const forest = forestOf(model, 'shapSample');
  const used = usedFeatures(forest.trees);
  const step = Math.max(1, Math.ceil((source.rowCount ?? reach) / most));
  const parts: Float64Array[] = [];
  let [seen, rowCount] = [0, 0];
  const pick = (batch: Batch) => {
    const first = (step - (seen % step)) % step;
    seen += batch.length;
    return Uint32Array.from(
      { length: Math.max(0, Math.ceil((batch.length - first) / step)) },
      (_, i) => first + i * step,
    );
  };
  for await (const { inputs, problems, rowIds } of reader.read(source, options, pick)) {
    const faulty = new Set(problems.map(({ row }) => row));
    for (let row = 0; row < rowIds.length && rowCount < most; row++) {
      if (faulty.has(row)) continue;
      parts.push(inputs.slice(row * used.length, (row + 1) * used.length));
      rowCount += 1;
    }
    if (rowCount >= most) break;
  }
  const inputs = new Float64Array(rowCount * used.length);
  parts.forEach((part, row) => {
    inputs.set(part, row * used.length);
  });
  const categorical = categoricalFeatures(forest.trees);
  return {
    rowCount,
    features: treeFeatures(model, forest, used).map((feature, i) => ({
      ...feature,
      isCategorical: categorical.has(used[i]!),
    })),
    outputs: outputNames(model),
    values: await new ShapForest(reader.forest).run(inputs, 'values', options),
    inputs,
  };
}

/** Features that a split takes as categories. */
function categoricalFeatures({ feature, flags }: { feature: Int32Array; flags: Uint8Array }): Set<number> {
  return new Set([...feature].filter((index, node) => index >= 0 && (flags[node]! & 1) !== 0));
}
