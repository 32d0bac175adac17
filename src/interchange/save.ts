import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { parseOptions } from '../core/options.ts';
import { writeWhole } from '../core/whole-file.ts';
import { forestOf, treeFeatures } from '../explain/tree-features.ts';
import type { Model } from '../pipeline/model.ts';
import { formatLightGBM, type WrittenFeature } from './lightgbm-writer.ts';

const saveOptions = z.strictObject({
  /**
   * Writes the trees of a model that has steps before them, too. LightGBM must then be given the features as those
   * steps make them. Default false: such a model is refused.
   */
  treesAlone: z.boolean().default(false),
});

export type SaveLightGBMOptions = z.input<typeof saveOptions>;

/**
 * Writes a model of trees as LightGBM's text model, for `lightgbm.Booster(model_file=path)`. LightGBM predicts with it
 * what the model predicts: probabilities, or the number; class k is the model's class k.
 *
 * A categorical feature takes integers, the index of its category in the order that the model keeps (ascending); the
 * categories' names are in the file's `pandas_categorical`, so that a pandas data frame with category columns is
 * encoded by name. What training never saw counts as missing. Base scores are written as trees of one leaf.
 * White space and JSON's marks in feature names become `_`.
 *
 * @throws MillraceError MODEL_UNSUPPORTED for a model without trees, or with steps that LightGBM lacks; FILE_MISSING,
 *   FILE_UNWRITABLE, OPTION_UNKNOWN, OPTION_INVALID
 */
export async function saveLightGBM(model: Model, path: string, options: SaveLightGBMOptions = {}): Promise<void> {
  const { treesAlone } = parseOptions(saveOptions, options, 'saveLightGBM');
  const forest = forestOf(model, 'saveLightGBM');
  const step = model.parts.steps.find(({ selects }) => !selects);
  if (step !== undefined && !treesAlone) {
    throw new MillraceError('MODEL_UNSUPPORTED', `LightGBM has no counterpart of the model's step '${step.name}'`, {
      remedy: 'train on the columns themselves, or give { treesAlone: true } and features as the steps make them',
    });
  }
  const numeric = forest.inputs.flatMap((input): WrittenFeature['categories'][] => {
    if (input.kind === 'sparse') return new Array(input.width).fill(undefined);
    return [input.kind === 'categories' && input.values.kind === 'number' ? input.values.values : undefined];
  });
  // Categories that are numbers stay numbers: pandas matches them by type.
  const features = treeFeatures(model, forest).map(({ name, categories }, f) => ({
    name,
    categories: numeric[f] ?? categories,
  }));
  const text = formatLightGBM(forest.trees, features);
  await writeWhole(path, async (handle) => {
    await handle.writeFile(text);
  });
}
