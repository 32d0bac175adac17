// Sizes and values at the edge: many categories, one row, wide and empty text, several calls at once.
import { describe, expect, test } from 'vitest';
import {
  columns,
  fitTransform,
  fromRows,
  keep,
  linearRegression,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  ridge,
  simpleImputer,
  standardScaler,
  tfidfVectorizer,
} from '../../src/index.ts';
import { denseRows, transformed } from '../support/golden-tables.ts';

describe('categories', () => {
  test('seventy thousand of them, over many batches', async () => {
    const count = 70_000;
    const rows = Array.from({ length: count + 10 }, (_, i) => ({ id: `k${(i * 48_271) % count}` }));
    const { matrix, featureName } = await fitTransform(
      oneHotEncoder('id'),
      await fromRows(rows, { roles: { id: 'categorical' } }),
    );
    expect(matrix.info).toMatchObject({
      rowCount: count + 10,
      columnCount: count,
      sparse: true,
      valueCount: count + 10,
    });
    const { sparse, ...csr } = matrix.rows(4090, 4100);
    expect(sparse).toBe(true);
    const { indices, values } = csr as { indices: Uint32Array; values: Float32Array };
    expect([...values]).toEqual(new Array(10).fill(1));
    indices.forEach((column, i) => {
      expect(featureName(column)).toBe(`id=${rows[4090 + i]!.id}`);
    });
    matrix.release();
  });

  test('the largest whole numbers that float64 tells apart', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const made = await transformed(
      oneHotEncoder('n'),
      await fromRows([{ n: most }, { n: -most }, { n: most - 1 }, { n: 0 }]),
    );
    expect(made.names).toEqual([`n=${-most}`, 'n=0', `n=${most - 1}`, `n=${most}`]);
    expect(made.rows).toEqual([
      [0, 0, 0, 1],
      [1, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 1, 0, 0],
    ]);
  });
});

describe('rows', () => {
  test('one alone can be transformed and learned from', async () => {
    const one = await fromRows([{ x: 3, city: 'Oslo', y: 1.5 }]);
    const made = await transformed(columns(standardScaler('x'), oneHotEncoder('city'), keep('y')), one);
    expect(made.rows).toEqual([[0, 1, 1.5]]);
    const model = await pipeline(ridge()).fit(one, { target: 'y', features: ['x'] });
    expect(model.predictOne({ x: 3 }).prediction).toBeCloseTo(1.5, 12);
  });

  test.each([4095, 4096, 4097, 8192])('%i of them fill blocks of 4,096', async (count) => {
    const rows = Array.from({ length: count }, (_, i) => ({ x: i, gap: i % 2 === 0 ? null : i }));
    const { matrix } = await fitTransform(simpleImputer({ strategy: 'constant', fillValue: -1 }), await fromRows(rows));
    const dense = denseRows(matrix);
    expect(dense).toHaveLength(count);
    expect(dense.every(([x, gap], i) => x === i && gap === (i % 2 === 0 ? -1 : i))).toBe(true);
  });
});

test('text of a million characters, and none', async () => {
  const long = 'word '.repeat(200_000);
  const { names, rows } = await transformed(
    tfidfVectorizer('text', { norm: 'none', useIdf: false }),
    await fromRows([{ text: long }, { text: '' }, { text: null }, { text: 'other' }], { roles: { text: 'text' } }),
  );
  expect(names).toEqual(['other', 'word']);
  expect(rows).toEqual([
    [0, 200_000],
    [0, 0],
    [0, 0],
    [1, 0],
  ]);
});

test('columns that say the same, on 5,000 weighted rows, share the weight', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => {
    const x = Math.fround(Math.sin(i));
    return { x, twice: 2 * x, same: 7.3, y: 4 * x + 1, w: 1 + (i % 7) / 3 };
  });
  const model = await pipeline(linearRegression()).fit(await fromRows(rows), { target: 'y', weight: 'w' });
  // The shortest solution of x + 2·twice = 4.
  expect([...model.linear!.weights].map((weight) => Number(weight.toFixed(6)))).toEqual([0.8, 1.6, 0]);
  expect(model.linear!.intercepts[0]).toBeCloseTo(1, 6);
});

test('fits, predictions and single rows at the same time do not disturb each other', async () => {
  const rows = Array.from({ length: 9000 }, (_, i) => ({
    text: `word${i % 37} word${i % 11} ${i}`,
    x: (i * 7919) % 1000,
    label: (i * 31) % 7 < 3 ? 'a' : 'b',
  }));
  const source = await fromRows(rows, { roles: { text: 'text' }, batchRows: 500 });
  const build = () =>
    pipeline(columns(tfidfVectorizer('text', { minDf: 5 }), standardScaler('x')), logisticRegression());
  const model = await build().fit(source, { target: 'label' });
  const predictions = async () => {
    const all: unknown[] = [];
    for await (const batch of model.predict(source)) {
      for (const row of batch) all.push(row.probability_a);
      expect(model.predictOne(rows[0]!).probability.a).toBe(all[0]);
    }
    return all;
  };
  const alone = await predictions();
  const [one, two, again, other] = await Promise.all([
    predictions(),
    predictions(),
    build().fit(source, { target: 'label' }),
    build().fit(source, { target: 'label', threads: 1 }),
  ]);
  expect(one).toEqual(alone);
  expect(two).toEqual(alone);
  expect(again.linear).toEqual(model.linear);
  expect(other.linear).toEqual(model.linear);
});
