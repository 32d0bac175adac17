import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseLightGBM } from '../../src/interchange/lightgbm-text.ts';
import { parseXGBoost } from '../../src/interchange/xgboost-json.ts';
import { expectClose } from '../support/close.ts';
import { predictionsOf, scoresOf } from '../support/forest-walk.ts';
import { goldenCases } from './golden-cases.ts';

describe('LightGBM text models', () => {
  test.each(goldenCases('lightgbm'))('$name', (golden) => {
    const { trees, objective } = parseLightGBM(readFileSync(golden.file, 'utf8'), golden.file);
    const predictions = golden.rows.flatMap((row) => predictionsOf(trees, row));
    expect(objective).not.toBe('');
    expectClose(predictions, golden.prediction, { relative: 1e-12, absolute: 1e-12 });
  });
});

describe('XGBoost JSON models', () => {
  test.each(goldenCases('xgboost'))('$name', (golden) => {
    const { trees } = parseXGBoost(readFileSync(golden.file, 'utf8'), golden.file, 'best');
    expectClose(
      golden.rows.flatMap((row) => predictionsOf(trees, row)),
      golden.prediction,
      { relative: 1e-6, absolute: 1e-6 },
    );
    expectClose(
      golden.rows.flatMap((row) => scoresOf(trees, row)),
      golden.raw,
      { relative: 1e-6, absolute: 2e-6 },
    );
  });
});
