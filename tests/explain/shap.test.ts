import { describe, expect, test } from 'vitest';
import {
  fromRows,
  logisticRegression,
  pipeline,
  type ShapBatch,
  shapInteractions,
  shapValues,
} from '../../src/index.ts';
import { type GoldenCase, goldenCases } from '../interchange/golden-cases.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { scoresOf } from '../support/forest-walk.ts';
import { type Loaded, loadGolden, sourceOf } from './imported.ts';

async function all(batches: AsyncIterable<ShapBatch>): Promise<ShapBatch> {
  const list: ShapBatch[] = [];
  for await (const batch of batches) list.push(batch);
  const join = (pick: (batch: ShapBatch) => Float64Array) => Float64Array.from(list.flatMap((b) => [...pick(b)]));
  return { ...list[0]!, rowIds: join((b) => b.rowIds), values: join((b) => b.values), inputs: join((b) => b.inputs) };
}

/** Values and base as the libraries give them: [rows][outputs][all features, then the base]. */
function withBase(model: Loaded, { values, features, outputs, base }: ShapBatch): number[] {
  const names = model.parts.fields.map((field) => field.name);
  const out: number[] = [];
  for (let at = 0, line = 0; at < values.length || line < outputs.length * 40; at += features.length, line++) {
    const byName = new Map(features.map((name, i) => [name, values[at + i]!]));
    out.push(...names.map((name) => byName.get(name) ?? 0), base[line % outputs.length]!);
  }
  return out;
}

/** The slope of LightGBM's sigmoid: scores here are log-odds, LightGBM's are those over its slope. */
function slopeOf({ name }: GoldenCase): number {
  return name === 'lightgbm-binary-sigmoid' ? 2.5 : 1;
}

// A forest's contributions are sums over its trees in LightGBM, though its predictions are means.
const TREES_OF_A_FOREST = 8;

describe.each(goldenCases('lightgbm'))('values of $name', (golden) => {
  test("equal LightGBM's", async () => {
    const model = await loadGolden(golden);
    const found = withBase(model, await all(shapValues(model, await sourceOf(model, golden))));
    const factor = golden.name.startsWith('lightgbm-forest') ? 1 / TREES_OF_A_FOREST : slopeOf(golden);
    expectClose(
      found,
      golden.contributions.map((value) => value * factor),
      { absolute: 1e-9 },
    );
  });
});

describe.each(goldenCases('xgboost'))('values of $name', (golden) => {
  test("equal XGBoost's, which are float32", async () => {
    const model = await loadGolden(golden);
    const found = withBase(model, await all(shapValues(model, await sourceOf(model, golden))));
    expectClose(found, golden.contributions, { absolute: 2e-6, relative: 2e-6 });
  });
});

describe.each(goldenCases('xgboost').filter(({ interactions }) => interactions))('interactions of $name', (golden) => {
  test("equal XGBoost's, which are float32", async () => {
    const model = await loadGolden(golden);
    const { values, features } = await all(shapInteractions(model, await sourceOf(model, golden)));
    const names = model.parts.fields.map((field) => field.name);
    const width = features.length;
    const [expected, found]: number[][] = [[], []];
    for (let row = 0; row < 8; row++) {
      features.forEach((first, i) => {
        features.forEach((second, j) => {
          const [a, b] = [names.indexOf(first), names.indexOf(second)];
          expected!.push(golden.interactions![(row * 6 + a) * 6 + b]!);
          found!.push(values[(row * width + i) * width + j]!);
        });
      });
    }
    expectClose(found!, expected!, { absolute: 5e-6 });
  });
});

describe.each([...goldenCases('lightgbm'), ...goldenCases('xgboost')])('$name', (golden) => {
  test('values and base add up to the score, lines of interactions to the values', async () => {
    const model = await loadGolden(golden);
    const source = await sourceOf(model, golden);
    const { values, base, features, outputs } = await all(shapValues(model, source));
    const pairs = await all(shapInteractions(model, source));
    const width = features.length;
    const trees = model.parts.predictor.forest!.trees;
    // Values are exact: the score without the rounding that XGBoost's sums have.
    const scores = golden.rows.flatMap((row) => scoresOf({ ...trees, float32Sums: false }, row));
    expectClose(
      scores.map((_, line) =>
        values.subarray(line * width, (line + 1) * width).reduce((a, b) => a + b, base[line % outputs.length]!),
      ),
      scores,
      { absolute: 1e-9 },
    );
    expectClose(
      Array.from(values, (_, i) => pairs.values.subarray(i * width, (i + 1) * width).reduce((a, b) => a + b, 0)),
      values,
      { absolute: 1e-9 },
    );
  });
});

test('batches and threads change no bit', async () => {
  const [golden] = goldenCases('lightgbm-multiclass');
  const model = await loadGolden(golden!);
  const whole = await all(shapValues(model, await sourceOf(model, golden!), { threads: 2 }));
  const parts = await all(shapValues(model, await sourceOf(model, golden!, 7), { threads: 1 }));
  expect(parts.values).toEqual(whole.values);
  expect(parts.rowIds).toEqual(whole.rowIds);
  expect(whole.outputs).toEqual(['0', '1', '2']);
  expect(whole.features).toEqual(['age', 'income_in_k', 'city', 'kind', 'Größe']);
});

test('a row that can not be scored has no values, and the others have theirs', async () => {
  const [golden] = goldenCases('lightgbm-regression.case').concat(goldenCases('lightgbm-regression'));
  const model = await loadGolden(golden!);
  const names = model.parts.fields.map((field) => field.name);
  const row = Object.fromEntries(names.map((name) => [name, 1]));
  const { values, features } = await all(
    shapValues(model, await fromRows([row, { ...row, age: Infinity }, row], { types: { age: 'float64' } })),
  );
  const width = features.length;
  expect([...values.subarray(width, 2 * width)]).toEqual(new Array(width).fill(Number.NaN));
  expect(values.subarray(2 * width)).toEqual(values.subarray(0, width));
  expect(values.subarray(0, width).every(Number.isFinite)).toBe(true);
});

test('what it refuses', async () => {
  const rows = await fromRows(Array.from({ length: 20 }, (_, r) => ({ x: r, y: r > 9 ? 'b' : 'a' })));
  const linear = await pipeline(logisticRegression()).fit(rows, { target: 'y' });
  expect((await faultOf(() => all(shapValues(linear, rows)))).code).toBe('MODEL_UNSUPPORTED');
  const [golden] = goldenCases('lightgbm-binary');
  const model = await loadGolden(golden!);
  const aborted = AbortSignal.abort();
  const source = await sourceOf(model, golden!);
  expect((await faultOf(() => all(shapValues(model, source, { signal: aborted })))).code).toBe('ABORTED');
  expect((await faultOf(() => all(shapValues(model, rows)))).code).toBe('COLUMN_MISSING');
});
