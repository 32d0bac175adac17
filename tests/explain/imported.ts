import {
  type ClassifierModel,
  fromRows,
  loadLightGBM,
  loadXGBoost,
  type RegressorModel,
  type Source,
} from '../../src/index.ts';
import { FEATURES, type GoldenCase } from '../interchange/golden-cases.ts';

export type Loaded = ClassifierModel | RegressorModel;

export function loadGolden(golden: GoldenCase): Promise<Loaded> {
  return golden.name.startsWith('lightgbm') ? loadLightGBM(golden.file) : loadXGBoost(golden.file);
}

/** The rows of a golden case under the model's column names. */
export function sourceOf(model: Loaded, golden: GoldenCase, batchRows = 16_384): Promise<Source> {
  const names = model.parts.fields.map((field) => field.name);
  const rows = golden.rows.map((row) =>
    Object.fromEntries(names.map((name, i) => [name, Number.isNaN(row[i]!) ? null : row[i]!])),
  );
  return fromRows(rows, { types: Object.fromEntries(names.map((name) => [name, 'float64'])), batchRows });
}

/** [rows][outputs][features that splits read] spread over all features. */
export function spread(values: Float64Array, used: readonly number[]): number[] {
  const out: number[] = [];
  for (let at = 0; at < values.length; at += used.length) {
    const line = new Array<number>(FEATURES).fill(0);
    used.forEach((feature, i) => {
      line[feature] = values[at + i]!;
    });
    out.push(...line);
  }
  return out;
}
