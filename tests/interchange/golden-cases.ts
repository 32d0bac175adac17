import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const GOLDEN = path.join(import.meta.dirname, '..', 'golden', 'interchange');
export const FEATURES = 5;

/** What a library predicts with its model; NaN is null in the file. */
export interface GoldenCase {
  readonly name: string;
  readonly file: string;
  /** [rows][5] */
  readonly rows: readonly Float64Array[];
  readonly prediction: readonly number[];
  readonly raw: readonly number[];
  /** [rows][outputs][5 + 1], the last of them the base. */
  readonly contributions: readonly number[];
  /** XGBoost, some: [8][5 + 1][5 + 1]. */
  readonly interactions?: readonly number[];
  readonly predictionOfAll?: readonly number[];
  readonly bestIteration?: number;
  /** LightGBM: importance by feature. */
  readonly gain?: readonly number[];
  readonly splits?: readonly number[];
}

/** Cases whose files begin with `prefix`, made by tests/golden/make_interchange.py. */
export function goldenCases(prefix: string): GoldenCase[] {
  return readdirSync(GOLDEN)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.case.json'))
    .map((name) => {
      const base = name.replace('.case.json', '');
      const read = JSON.parse(readFileSync(path.join(GOLDEN, name), 'utf8'));
      const flat = Float64Array.from(read.rows as (number | null)[], (value) => value ?? Number.NaN);
      const rows = Array.from({ length: flat.length / FEATURES }, (_, r) =>
        flat.subarray(r * FEATURES, (r + 1) * FEATURES),
      );
      const file = path.join(GOLDEN, `${base}.${prefix.startsWith('lightgbm') ? 'txt' : 'json'}`);
      return { ...read, name: base, file, rows } as GoldenCase;
    });
}
