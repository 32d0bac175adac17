import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import type { ClassifierModel } from '../pipeline/classifier-model.ts';
import type { RegressorModel } from '../pipeline/regressor-model.ts';
import { importedModel } from './imported-model.ts';
import { parseLightGBM } from './lightgbm-text.ts';
import { readModelText } from './model-text.ts';
import { parseXGBoost } from './xgboost-json.ts';

const target = z.string().min(1).default('target');
const lightGBMOptions = z.strictObject({
  /** What the target's column is called: needed to evaluate, not to predict. Default `target`. */
  target,
});
const xgboostOptions = z.strictObject({
  /** What the target's column is called: needed to evaluate, not to predict. Default `target`. */
  target,
  /**
   * Where training stopped early: `best` (default) the iterations up to the best one, as XGBoost's scikit-learn
   * classes predict, or `all`, as its Booster does.
   */
  iterations: z.enum(['best', 'all']).default('best'),
});

export type LoadLightGBMOptions = z.input<typeof lightGBMOptions>;
export type LoadXGBoostOptions = z.input<typeof xgboostOptions>;

/**
 * Reads a model that LightGBM saved as text (`booster.save_model(path)`), of any version since 2. It predicts what
 * LightGBM predicts, can be saved with `save`, explained and written back. It reads a numeric column for each of the
 * model's features, by name; category columns hold the integer codes that LightGBM was given. Its classes are `0`,
 * `1`, …: LightGBM keeps no labels. A ranker, and a model with an objective of one's own, gives its raw scores.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_INVALID (another kind of file), MODEL_CORRUPT (naming line
 *   or key), MODEL_UNSUPPORTED (linear trees, one-versus-all classes, `reg_sqrt`), OPTION_UNKNOWN, OPTION_INVALID
 */
export async function loadLightGBM(
  path: string,
  options: LoadLightGBMOptions = {},
): Promise<ClassifierModel | RegressorModel> {
  const parsed = parseOptions(lightGBMOptions, options, 'loadLightGBM');
  return importedModel('lightGBM', parseLightGBM(await readModelText(path), path), path, parsed.target);
}

/**
 * Reads a model that XGBoost saved as JSON (`booster.save_model('model.json')`), of any version since 1.3, with trees
 * of any kind (gbtree, dart, random forests). It predicts what XGBoost predicts: XGBoost rounds values to float32, and
 * the thresholds read decide alike. Its sums are float32 and those here float64: predictions agree to 1e-6, and to
 * XGBoost's own rounding where hundreds of trees add to a large base score (300 trees on 1,000: 2e-6 of it). Columns,
 * classes and what the model can do
 * are as with `loadLightGBM`.
 *
 * @throws MillraceError FILE_MISSING, FILE_UNREADABLE, MODEL_INVALID, MODEL_CORRUPT (naming the key), MODEL_UNSUPPORTED
 *   (linear boosters, vectors in leaves, several targets, hinge loss), OPTION_UNKNOWN, OPTION_INVALID
 */
export async function loadXGBoost(
  path: string,
  options: LoadXGBoostOptions = {},
): Promise<ClassifierModel | RegressorModel> {
  const parsed = parseOptions(xgboostOptions, options, 'loadXGBoost');
  const imported = parseXGBoost(await readModelText(path), path, parsed.iterations);
  return importedModel('xgboost', imported, path, parsed.target);
}
