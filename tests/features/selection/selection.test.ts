// What no batching, no parts and no file changes, and what selections refuse.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import {
  chi2,
  columns,
  correlationFilter,
  fClassif,
  fitTransform,
  fRegression,
  fromRows,
  keep,
  loadModel,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  selectKBest,
  selectPercentile,
  type Transformer,
  tfidfVectorizer,
  varianceThreshold,
} from '../../../src/index.ts';
import { expectClose } from '../../support/close.ts';
import { faultOf } from '../../support/fault.ts';
import { sourceOf } from '../../support/golden-tables.ts';
import { fitAlone } from '../../support/stage-fit.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const fault = (work: Promise<unknown>) => faultOf(() => work);
const random = randomStream(8, 'selection test');
const WORDS = ['oak', 'elm', 'ash', 'fir', 'yew', 'box', 'bay'];
const rows = Array.from({ length: 1500 }, (_, i) => {
  const [u, v, w] = [random.uniform(3 * i), random.uniform(3 * i + 1), random.uniform(3 * i + 2)];
  const label = u < 0.5 ? 'a' : u < 0.8 ? 'b' : 'c';
  return {
    near: v + (label === 'b' ? 1 : 0),
    far: 1e9 + Math.floor(w * 100),
    repeat: 2 * v + 0.001 * w,
    flat: 3,
    city: ['Oslo', 'Rom', 'Zug'][Math.floor(w * 3)]!,
    text: `${WORDS[i % 7]} ${WORDS[(i * 5) % 6]} ${label === 'c' ? 'elm elm' : ''}`,
    label,
    y: v * 10 + u,
  };
});
const sourceFor = (target: 'label' | 'y', batchRows?: number) =>
  fromRows(
    rows.map(({ label, y, ...features }) => ({ ...features, ...(target === 'y' ? { y } : { label }) })),
    { roles: { city: 'categorical', text: 'text' }, batchRows, types: { flat: 'float64' } },
  );
const prepared = columns(keep(['near', 'far', 'repeat', 'flat']), oneHotEncoder('city'), tfidfVectorizer('text'));
const watching = (selection: Transformer) => pipeline(prepared, selection);

const cases: [string, Transformer, 'label' | 'y'][] = [
  ['varianceThreshold', varianceThreshold({ threshold: 0.01 }), 'label'],
  ['correlationFilter', correlationFilter({ threshold: 0.9 }), 'label'],
  ['selectKBest by fClassif', selectKBest({ k: 5 }), 'label'],
  ['selectKBest by chi2', selectKBest({ scoreFunc: chi2(), k: 5 }), 'label'],
  ['selectPercentile by fRegression', selectPercentile({ scoreFunc: fRegression(), percentile: 40 }), 'y'],
];

describe.each(cases)('%s', (name, selection, target) => {
  const scoring = name.endsWith('chi2') ? { scoreFunc: chi2() } : {};
  const task = target === 'y' ? ('regression' as const) : ('classification' as const);
  const fitted = async (batchRows?: number, parts?: number) =>
    (await fitAlone(watching(selection), await sourceFor(target, batchRows), { target, task, parts })).save()
      .parts![1]!;

  test('is the same, bit by bit, whatever the batches', async () => {
    const whole = await fitted();
    expect(await fitted(7)).toEqual(whole);
    expect(await fitted(4096)).toEqual(whole);
    expect(await fitted(1)).toEqual(whole);
  });

  test('is the same when its states are filled in four parts', async () => {
    const alone = async (parts: number) => {
      const names = ['near', 'repeat', 'flat', target] as const;
      const columnsOf = names.map((name) => [name, rows.map((row) => row[name])] as const);
      const source = await sourceOf(Object.fromEntries(columnsOf), { batchRows: 700 });
      const own = selection.name === 'selectKBest' ? selectKBest({ ...scoring, k: 2 }) : selection;
      return (await fitAlone(own, source, { target, task, parts })).save();
    };
    const [whole, parts] = [await alone(1), await alone(4)];
    expect(parts.state).toEqual(whole.state);
    expect(parts.arrays!.kept).toEqual(whole.arrays!.kept);
    for (const array of ['scores', 'variances', 'correlations']) {
      const [found, wanted] = [parts.arrays![array] as Float64Array, whole.arrays![array] as Float64Array];
      if (wanted === undefined) continue;
      const known = [...wanted.keys()].filter((i) => !Number.isNaN(wanted[i]));
      // F is a quotient of differences: it keeps fewer digits than its moments.
      const pick = (values: Float64Array) => known.map((i) => values[i]!);
      expectClose(pick(found), pick(wanted), { relative: 1e-11, absolute: 1e-15 }, array);
    }
  });

  test('hands on what it names, and the same rows after save and load', async () => {
    const source = await sourceFor(target);
    const { model, matrix, getFeatureNamesOut } = await fitTransform(watching(selection), source, { target, task });
    const names = getFeatureNamesOut();
    expect(names).toHaveLength(matrix.info.columnCount);
    expect(new Set(names).size).toBe(names.length);
    expect(model.name).toBe('sequence');
    matrix.release();
  });
});

test('a selection predicts the same row by row, from a file and in batches', async () => {
  const source = await sourceFor('label');
  const model = await pipeline(prepared, selectKBest({ k: 6 }), logisticRegression()).fit(source, { target: 'label' });
  const file = path.join(folder, 'selected.millrace');
  await model.save(file);
  const loaded = (await loadModel(file)) as typeof model;
  for (const row of rows.slice(0, 50)) {
    const { label: _, y: __, ...features } = row;
    expect(loaded.predictOne(features)).toEqual(model.predictOne(features));
  }
  const batches: Record<string, unknown>[] = [];
  for await (const batch of model.predict(source)) batches.push(...batch.toArray().map((row) => row.toJSON()));
  for (const i of [0, 9, 1499]) {
    const { label: _, y: __, ...features } = rows[i]!;
    expect(batches[i]!.probability_a).toBe(model.predictOne(features).probability!.a);
  }
});

test('moments of numbers far from 0 keep their digits', async () => {
  const near = await fitAlone(
    selectKBest({ k: 'all' }),
    await sourceOf({ x: rows.map((r) => r.far - 1e9), label: rows.map((r) => r.label) }),
    { target: 'label' },
  );
  const far = await fitAlone(
    selectKBest({ k: 'all' }),
    await sourceOf({ x: rows.map((r) => r.far), label: rows.map((r) => r.label) }),
    { target: 'label' },
  );
  expectClose(far.scores, near.scores, { relative: 1e-11 });
});

describe('awkward tables', () => {
  test('one row has no variance', async () => {
    const error = await fault(fitAlone(varianceThreshold(), await sourceOf({ x: [4], z: [1] })));
    expect(error.code).toBe('COLUMN_MISSING');
  });

  test('missing numbers are refused by scores and left out of variances', async () => {
    const table = { x: [1, null, 3, 4], z: [1, 2, 2, 1], label: ['a', 'b', 'a', 'b'] };
    const { label: _, ...features } = table;
    const variances = (await fitAlone(varianceThreshold(), await sourceOf(features))).variances;
    expectClose(variances, [14 / 9, 0.25], { relative: 1e-14 });
    const scored = fault(fitAlone(selectKBest({ k: 1 }), await sourceOf(table), { target: 'label' }));
    expect(await scored).toMatchObject({ code: 'VALUE_MISSING', row: 1 });
  });

  test('a column of nothing but missing values goes', async () => {
    const source = await sourceOf({ x: [null, null], z: [1, 2] }, { types: { x: 'float64' } });
    const { getFeatureNamesOut } = await fitTransform(varianceThreshold(), source);
    expect(getFeatureNamesOut()).toEqual(['z']);
  });

  test('chi2 refuses negative numbers and names the column', async () => {
    const source = await sourceOf({ x: [1, -2], label: ['a', 'b'] });
    const error = await fault(fitAlone(selectKBest({ scoreFunc: chi2(), k: 1 }), source, { target: 'label' }));
    expect(error).toMatchObject({ code: 'VALUE_INVALID', column: 'x', value: -2 });
  });

  test('one class and missing classes are errors', async () => {
    const one = await sourceOf({ x: [1, 2], label: ['a', 'a'] });
    expect((await fault(fitAlone(selectKBest({ k: 1 }), one, { target: 'label' }))).code).toBe('TARGET_CONSTANT');
    const gap = await sourceOf({ x: [1, 2, 3], label: ['a', null, 'b'] });
    expect((await fault(fitAlone(selectKBest({ k: 1 }), gap, { target: 'label' }))).code).toBe('TARGET_MISSING');
    const number = await sourceOf({ x: [1, 2, 3], y: [1, null, 3] });
    const options = { target: 'y', task: 'regression' as const };
    const scoreFunc = fRegression();
    expect((await fault(fitAlone(selectKBest({ scoreFunc, k: 1 }), number, options))).code).toBe('TARGET_MISSING');
  });

  test('a fit without a target, or with one of the other kind, is told so', async () => {
    const source = await sourceOf({ x: [1, 2], z: [1, 2] });
    expect((await fault(fitAlone(selectKBest({ k: 1 }), source))).code).toBe('OPTION_INVALID');
    const wrong = fitAlone(selectKBest({ scoreFunc: fClassif(), k: 1 }), source, { target: 'z', task: 'regression' });
    expect((await fault(wrong)).message).toContain('looks at classes');
  });

  test('more columns than there are, and unknown options', async () => {
    const source = await sourceOf({ x: [1, 2], label: ['a', 'b'] });
    expect((await fault(fitAlone(selectKBest(), source, { target: 'label' }))).code).toBe('OPTION_INVALID');
    // @ts-expect-error no such option
    expect(() => selectKBest({ best: 3 })).toThrow(/best/);
    expect(() => selectPercentile({ percentile: 0 })).toThrow();
  });
});
