import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseLightGBM } from '../../src/interchange/lightgbm-text.ts';
import { formatLightGBM } from '../../src/interchange/lightgbm-writer.ts';
import { parseXGBoost } from '../../src/interchange/xgboost-json.ts';
import { type ForestArrays, SPLIT } from '../../src/matrix/forest.ts';
import { expectClose } from '../support/close.ts';
import { predictionsOf, scoresOf } from '../support/forest-walk.ts';
import { goldenCases } from './golden-cases.ts';

function readBack(forest: ForestArrays, names: readonly string[]): ForestArrays {
  return parseLightGBM(
    formatLightGBM(
      forest,
      names.map((name) => ({ name })),
    ),
    'written.txt',
  ).trees;
}

describe('what LightGBM wrote is written as it was', () => {
  test.each(goldenCases('lightgbm'))('$name', (golden) => {
    const { trees, featureNames } = parseLightGBM(readFileSync(golden.file, 'utf8'), golden.file);
    const again = readBack(trees, featureNames);
    if (golden.name === 'lightgbm-binary-sigmoid') {
      // The sigmoid's slope goes into the leaves.
      expectClose(
        golden.rows.flatMap((row) => scoresOf(again, row)),
        golden.rows.flatMap((row) => scoresOf(trees, row)),
        { relative: 1e-14 },
      );
    } else {
      expect(again).toEqual(trees);
    }
  });
});

describe('what XGBoost made predicts alike as LightGBM text', () => {
  test.each(goldenCases('xgboost'))('$name', (golden) => {
    const { trees, featureNames } = parseXGBoost(readFileSync(golden.file, 'utf8'), golden.file, 'best');
    const again = readBack(trees, featureNames);
    // LightGBM sums in float64.
    const inFloat64 = { ...trees, float32Sums: false };
    // Categories that no tree names go with the missing ones in LightGBM: only rows without are alike.
    const rows = golden.rows.filter((row) => !(row[2]! >= 39 || row[3]! >= 3));
    expectClose(
      rows.flatMap((row) => predictionsOf(again, row)),
      rows.flatMap((row) => predictionsOf(inFloat64, row)),
      { relative: 1e-14 },
    );
  });
});

/** Two trees of several values a leaf; splits of which missing values go left. */
const VECTORS: ForestArrays = {
  featureCount: 2,
  outputCount: 3,
  valueWidth: 3,
  scale: 0.5,
  link: 'softmax',
  baseScores: Float64Array.of(0.1, 0, -0.25),
  treeBegins: Uint32Array.of(0, 3, 4),
  treeOutputs: Int32Array.of(0, 0),
  feature: Int32Array.of(1, -1, -1, -1),
  flags: Uint8Array.of(SPLIT.categorical | SPLIT.missingLeft, 0, 0, 0),
  threshold: Float64Array.of(0, 0, 0, 0),
  left: Int32Array.of(1, -1, -1, -1),
  right: Int32Array.of(2, -1, -1, -1),
  categoryBegins: Uint32Array.of(0, 2, 2, 2, 2),
  cover: Float64Array.of(9, 4, 5, 9),
  weight: Float64Array.of(9, 4, 5, 9),
  gain: Float64Array.of(2, 0, 0, 0),
  values: Float64Array.of(0, 0, 0, 1, 2, 3, -1, -2, -3, 0.5, 0.25, 0.125),
  categoryWords: Uint32Array.of(0b101, 0b10),
};

test('several values a leaf become a tree for each, and the sides of a set change where missing goes left', () => {
  const categories = Array.from({ length: 40 }, (_, i) => `kind ${i}`);
  const text = formatLightGBM(VECTORS, [{ name: 'a b' }, { name: 'a_b', categories }]);
  expect(text).toContain('feature_names=a_b a_b_2\n');
  expect(text).toContain(`pandas_categorical:${JSON.stringify([categories])}\n`);
  const again = parseLightGBM(text, 'written.txt').trees;
  for (const code of [0, 1, 2, 3, 31, 32, 33, 34, 39, Number.NaN, 1000]) {
    const row = [0, code];
    // What is unseen counts as missing in both.
    const expected = scoresOf(VECTORS, [0, code === 1000 ? Number.NaN : code]);
    expectClose(scoresOf(again, row), expected, { relative: 1e-14 }, `category ${code}`);
  }
});

test('an endless threshold is written as the greatest number', () => {
  const forest: ForestArrays = {
    ...VECTORS,
    outputCount: 1,
    valueWidth: 1,
    link: 'identity',
    baseScores: Float64Array.of(0),
    flags: new Uint8Array(4),
    threshold: Float64Array.of(Infinity, 0, 0, 0),
    values: Float64Array.of(0, 1, 2, 3),
    categoryBegins: new Uint32Array(5),
    categoryWords: new Uint32Array(0),
  };
  const again = readBack(forest, ['a', 'b']);
  expect(again.threshold[0]).toBe(Number.MAX_VALUE);
  expect(scoresOf(again, [0, 1e308])).toEqual(scoresOf(forest, [0, 1e308]));
  expect(scoresOf(again, [0, Number.NaN])).toEqual(scoresOf(forest, [0, Number.NaN]));
});
