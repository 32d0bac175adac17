// More numbers than are held: sketches within their bounds, and powers refined on all rows.
import { expect, test } from 'vitest';
import { Schema } from '../../src/core/schema.ts';
import { Column } from '../../src/engine/column.ts';
import { powerTransformer, quantileTransformer, robustScaler, Source, type Transformer } from '../../src/index.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { expectClose } from '../support/close.ts';

const ROWS = 1_200_000;
const BATCH = 50_000;

/** The fractions of multiples of irrational numbers: evenly spread, and the same in every language. */
const at = (row: number): number => {
  const u = (row * 0.6180339887498949) % 1;
  const v = (row * 0.41421356237309503) % 1;
  return Math.exp(2 * u - 1) * 3 + v * v - 2;
};

const numbers = Float64Array.from({ length: ROWS }, (_, row) => at(row));
const sorted = numbers.slice().sort();

function source(values: Float64Array): { source: Source; scans: () => number } {
  let scans = 0;
  const made = new Source({
    name: 'numbers',
    schema: new Schema([{ name: 'x', type: 'float64', role: 'numeric' }]),
    rowCount: ROWS,
    async *scan() {
      scans++;
      for (let begin = 0; begin < ROWS; begin += BATCH) {
        yield {
          length: BATCH,
          rowIds: Float64Array.from({ length: BATCH }, (_, i) => begin + i),
          columns: new Map([['x', Column.fromNumbers(values.slice(begin, begin + BATCH))]]),
        };
      }
    },
  });
  return { source: made, scans: () => scans };
}

async function saved(transformer: Transformer, rows: Source, parts = 1) {
  const passes = new Passes(rows, rows.schema.fields, undefined, [], { parts });
  return (await transformer.fit(passes.firstStage())).save();
}

// scikit-learn 1.9.1 on the same numbers.
test.each([
  ['yeo-johnson', 0, [0.3121391328008895, 0.9884213052854753, 1.0233674416078338]],
  ['box-cox', 3, [-0.1924485838952416, 1.2899768526239752, 0.30295567604488216]],
] as const)('powerTransformer %s finds the lambda of all rows in a few passes', async (method, more, wanted) => {
  const { source: rows, scans } = source(numbers.map((x) => x + more));
  const { arrays } = await saved(powerTransformer({ method }), rows);
  const found = ['lambdas', 'shifts', 'scales'].map((name) => (arrays![name] as Float64Array)[0]!);
  expectClose(found, wanted, { relative: 1e-6 }, method);
  expect(scans()).toBe(3);
});

test('robustScaler keeps to its bound, in parts too', async () => {
  const { source: rows } = source(numbers);
  const quantile = (q: number) => sorted[Math.round(q * (ROWS - 1))]!;
  for (const parts of [1, 4]) {
    const { arrays } = await saved(robustScaler(), rows, parts);
    const median = (arrays!.shifts as Float64Array)[0]!;
    expect(median).toBeGreaterThan(quantile(0.499));
    expect(median).toBeLessThan(quantile(0.501));
    const width = (arrays!.scales as Float64Array)[0]!;
    expect(width).toBeGreaterThan(quantile(0.749) - quantile(0.251));
    expect(width).toBeLessThan(quantile(0.751) - quantile(0.249));
  }
});

test('quantileTransformer draws the same rows in parts', async () => {
  const { source: rows } = source(numbers);
  const whole = await saved(quantileTransformer({ randomState: 5 }), rows);
  expect(await saved(quantileTransformer({ randomState: 5 }), rows, 4)).toEqual(whole);
  const quantiles = whole.arrays!.quantiles as Float64Array;
  // 10,000 rows place the middle to half a percent, twice over.
  expect(quantiles[500]).toBeGreaterThan(sorted[Math.round(0.49 * ROWS)]!);
  expect(quantiles[500]).toBeLessThan(sorted[Math.round(0.51 * ROWS)]!);
});
