// Limits as NumPy's, repeated rows as pandas', normal forms as Python's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dropDuplicates, foldUnicode, fromRows, type RowContext, type RowStep, winsorise } from '../../src/index.ts';

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'golden', 'clean.json'), 'utf8'));
const context: RowContext = {
  ...{ run: {}, target: 'y', weight: undefined, group: undefined, features: ['x'] },
  task: 'regression',
};

async function rowsBehind(step: RowStep, rows: readonly Record<string, unknown>[], types: object, batchRows: number) {
  const source = await fromRows(rows as never, { types: types as never, batchRows });
  const fitted = await step.fit(source, context);
  return (await fitted.train(source).rows(rows.length)) as Record<string, unknown>[];
}

const methods = [
  ['iqr', {}],
  ['iqr3', { factor: 3 }],
  ['zScore', { method: 'zScore' }],
  ['zScore2', { method: 'zScore', factor: 2 }],
  ['quantile', { method: 'quantile' }],
  ['quantile10', { method: 'quantile', lower: 0.1, upper: 0.99 }],
] as const;

describe.each(Object.keys(golden.columns))('limits of %s', (name) => {
  const { values, limits } = golden.columns[name] as { values: (number | null)[]; limits: Record<string, number[]> };

  test.each(methods)('%s', async (method, options) => {
    const [low, high] = limits[method]!;
    // Two values beyond every limit, which they do not take part in, tell where values are drawn to.
    const source = await fromRows(
      values.map((x) => ({ x })),
      { types: { x: 'float64' } },
    );
    const fitted = await winsorise('x', options).fit(source, context);
    const beyond = await fromRows([{ x: -1e9 }, { x: 1e9 }, { x: null }], { types: { x: 'float64' } });
    const [least, most, missing] = await fitted.train(beyond).rows();
    const scale = Math.max(1, Math.abs(low!), Math.abs(high!));
    expect(Math.abs((least!.x as number) - low!)).toBeLessThanOrEqual(1e-12 * scale);
    expect(Math.abs((most!.x as number) - high!)).toBeLessThanOrEqual(1e-12 * scale);
    expect(missing!.x).toBeNull();
  });

  test('have the same bits in any batches', async () => {
    const rows = values.map((x) => ({ x }));
    for (const [, options] of methods) {
      const whole = await rowsBehind(winsorise('x', options), rows, { x: 'float64' }, 100_000);
      for (const batchRows of [1, 7]) {
        expect(await rowsBehind(winsorise('x', options), rows, { x: 'float64' }, batchRows)).toEqual(whole);
      }
    }
  });
});

test.each(golden.duplicates as { subset: string[] | null; keep: 'first' | 'last' | 'none'; rows: number[] }[])(
  'the rows that stay where $subset repeats and $keep is kept',
  async ({ subset, keep, rows }) => {
    const step = subset === null ? dropDuplicates({ keep }) : dropDuplicates(subset, { keep });
    const keys = golden.keys as Record<string, unknown>[];
    for (const batchRows of [1, 7, 100_000]) {
      const kept = await rowsBehind(step, keys, { a: 'int32', b: 'utf8', c: 'float64' }, batchRows);
      expect(kept).toEqual(rows.map((row) => keys[row]!));
    }
  },
);

test.each(['NFC', 'NFD', 'NFKC', 'NFKD'] as const)('the normal form %s', async (form) => {
  const rows = (golden.texts as string[]).map((x) => ({ x }));
  const found = await rowsBehind(foldUnicode('x', { form }), rows, { x: 'utf8' }, 5);
  expect(found.map((row) => row.x)).toEqual(golden.forms[form]);
});
