// What no batching, no parts and no file changes, and what reductions refuse.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import {
  columns,
  fitTransform,
  fromRows,
  keep,
  linearDiscriminantAnalysis,
  linearDiscriminantClassifier,
  loadModel,
  logisticRegression,
  oneHotEncoder,
  pca,
  pipeline,
  type Transformer,
  tfidfVectorizer,
  truncatedSvd,
} from '../../../src/index.ts';
import { expectClose } from '../../support/close.ts';
import { faultOf } from '../../support/fault.ts';
import { denseRows, sourceOf } from '../../support/golden-tables.ts';
import { fitAlone } from '../../support/stage-fit.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const random = randomStream(9, 'reduction test');
const WORDS = ['oak', 'elm', 'ash', 'fir', 'yew', 'box', 'bay'];
const rows = Array.from({ length: 1500 }, (_, i) => {
  const [u, v, w] = [random.uniform(3 * i), random.uniform(3 * i + 1), random.uniform(3 * i + 2)];
  const label = u < 0.5 ? 'a' : u < 0.8 ? 'b' : 'c';
  return {
    x: v + (label === 'b' ? 1 : 0),
    y: 1e8 + Math.floor(w * 100) + 20 * v,
    z: w - v + u,
    city: ['Oslo', 'Rom', 'Zug'][Math.floor(w * 3)]!,
    text: `${WORDS[i % 7]} ${WORDS[(i * 5) % 6]} ${label === 'c' ? 'elm elm' : ''}`,
    label,
  };
});
const sourceFor = (batchRows?: number) => fromRows(rows, { roles: { city: 'categorical', text: 'text' }, batchRows });
const numbers = columns(keep(['x', 'y', 'z']), oneHotEncoder('city'));
const everything = columns(numbers, tfidfVectorizer('text'));

const cases: [string, Transformer, Transformer][] = [
  ['pca', numbers, pca({ nComponents: 3, whiten: true })],
  ['pca of a share', everything, pca({ nComponents: 0.9 })],
  ['pca, randomized', everything, pca({ nComponents: 3, svdSolver: 'randomized' })],
  ['truncatedSvd', everything, truncatedSvd({ nComponents: 4 })],
  ['linearDiscriminantAnalysis', numbers, linearDiscriminantAnalysis()],
];

describe.each(cases)('%s', (_, before, step) => {
  const target = { target: 'label' };
  const fitted = async (batchRows?: number) =>
    (await fitAlone(pipeline(before, step), await sourceFor(batchRows), target)).save().parts![1]!;

  test('is the same, bit by bit, whatever the batches', async () => {
    const whole = await fitted();
    expect(await fitted(7)).toEqual(whole);
    expect(await fitted(1)).toEqual(whole);
  });

  test('predicts the same row by row, from a file and in batches', async () => {
    const source = await sourceFor();
    const model = await pipeline(before, step, logisticRegression()).fit(source, target);
    const file = path.join(folder, `${_}.millrace`);
    await model.save(file);
    const loaded = (await loadModel(file)) as typeof model;
    const batches: Record<string, unknown>[] = [];
    for await (const batch of model.predict(source)) batches.push(...batch.toArray().map((row) => row.toJSON()));
    for (const i of [0, 7, 300, 1499]) {
      const { label, ...features } = rows[i]!;
      expect(loaded.predictOne(features)).toEqual(model.predictOne(features));
      expect(batches[i]!.probability_a).toBe(model.predictOne(features).probability!.a);
    }
    expect(loaded.parts.steps[1]!.save()).toEqual(model.parts.steps[1]!.save());
  });

  test('hands on columns that it was not made for', async () => {
    const own = pipeline(columns(keep(['x', 'z', 'y'])), step.name === 'pca' ? pca(['x', 'z']) : keep(['y']));
    const { getFeatureNamesOut } = await fitTransform(own, await sourceFor(), target);
    expect(getFeatureNamesOut()).toEqual(step.name === 'pca' ? ['pca0', 'pca1', 'y'] : ['y']);
  });
});

describe('states filled in four parts', () => {
  const table = Object.fromEntries((['x', 'y', 'z'] as const).map((name) => [name, rows.map((row) => row[name])]));
  test.each([
    ['full', pca({ nComponents: 2 })],
    ['randomized', pca({ nComponents: 2, svdSolver: 'randomized' })],
  ])('pca, %s', async (_, step) => {
    const source = await sourceOf(table, { batchRows: 100 });
    const [whole, parts] = [await fitAlone(step, source), await fitAlone(step, source, { parts: 4 })];
    expectClose(parts.mean, whole.mean, { relative: 1e-14 }, 'mean');
    expectClose(parts.explainedVariance, whole.explainedVariance, { relative: 1e-12 }, 'variance');
    expectClose(parts.components, whole.components, { absolute: 1e-12 }, 'components');
  });
});

test('components far from 0 are those of the same rows near it', async () => {
  const near = await sourceOf({ a: rows.map((row) => row.x * 64), b: rows.map((row) => Math.round(row.z * 64)) });
  const far = await sourceOf({
    a: rows.map((row) => Math.round(row.x * 64) + 1e12),
    b: rows.map((row) => Math.round(row.z * 64) - 1e12),
  });
  const rounded = await sourceOf({
    a: rows.map((row) => Math.round(row.x * 64)),
    b: rows.map((row) => Math.round(row.z * 64)),
  });
  expect((await fitAlone(pca(), near)).nComponents).toBe(2);
  const [one, other] = [await fitAlone(pca(), rounded), await fitAlone(pca(), far)];
  expectClose(other.explainedVariance, one.explainedVariance, { relative: 1e-12 });
  expectClose(other.components, one.components, { absolute: 1e-12 });
});

test('a row with a missing number is not answered, with the reason', async () => {
  const source = await sourceOf({ a: [1, 2, 4, 7], b: [2, 1, 5, 5], label: ['u', 'v', 'u', 'v'] });
  const model = await pipeline(pca({ nComponents: 1 }), logisticRegression()).fit(source, { target: 'label' });
  expect((await faultOf(() => model.predictOne({ a: null, b: 3 }))).message).toContain("'a' is missing");
  const gap = await sourceOf({ a: [1, null], b: [2, 3] });
  const answers: Record<string, unknown>[] = [];
  for await (const batch of model.predict(gap)) answers.push(...batch.toArray().map((row) => row.toJSON()));
  expect(answers.map(({ error }) => error)).toEqual([null, "'a' is missing"]);
});

describe('awkward tables', () => {
  const fault = (work: Promise<unknown>) => faultOf(() => work);

  test('one row, constants and missing values', async () => {
    expect((await fault(fitAlone(pca(), await sourceOf({ a: [1], b: [2] })))).code).toBe('ROWS_TOO_FEW');
    const flat = await fitAlone(pca({ whiten: true }), await sourceOf({ a: [1, 1, 1], b: [2, 2, 2] }));
    expect([...flat.explainedVariance, ...flat.explainedVarianceRatio]).toEqual([0, 0, 0, 0]);
    const { matrix } = await fitTransform(pca({ whiten: true }), await sourceOf({ a: [1, 1, 1], b: [2, 2, 2] }));
    expect(denseRows(matrix).flat()).toEqual([0, 0, 0, 0, 0, 0]);
    const gap = await fault(fitAlone(pca(), await sourceOf({ a: [1, null, 3] })));
    expect(gap).toMatchObject({ code: 'VALUE_MISSING', row: 1 });
  });

  test('more components than there can be', async () => {
    const source = await sourceOf({ a: [1, 2, 3], b: [1, 3, 2], label: ['u', 'v', 'u'] });
    expect((await fault(fitAlone(pca({ nComponents: 4 }), source, { target: 'label' }))).code).toBe('OPTION_INVALID');
    const svd = truncatedSvd({ nComponents: 3 });
    expect((await fault(fitAlone(svd, source, { target: 'label' }))).code).toBe('OPTION_INVALID');
    const lda = linearDiscriminantAnalysis({ nComponents: 2 });
    expect((await fault(fitAlone(lda, source, { target: 'label' }))).code).toBe('OPTION_INVALID');
    const share = pca({ nComponents: 0.5, svdSolver: 'randomized' });
    expect((await fault(fitAlone(share, source, { target: 'label' }))).code).toBe('OPTION_INVALID');
  });

  test('discriminants need a target of classes, shares for all, and no weights', async () => {
    const table = { a: [1, 2, 3, 5], w: [1, 1, 1, 1], label: ['u', 'v', 'u', 'v'] };
    const source = await sourceOf(table);
    expect((await fault(fitAlone(linearDiscriminantAnalysis(), source))).code).toBe('OPTION_INVALID');
    const priors = linearDiscriminantAnalysis({ priors: { u: 0.5 } });
    expect((await fault(fitAlone(priors, source, { target: 'label' }))).message).toContain("'v'");
    const weighted = pipeline(linearDiscriminantClassifier()).fit(source, { target: 'label', weight: 'w' });
    expect((await fault(weighted)).message).toContain('row weights');
    const flat = await sourceOf({ a: [1, 1, 1, 1], label: table.label });
    expect((await fault(fitAlone(linearDiscriminantAnalysis(), flat, { target: 'label' }))).code).toBe('COLUMN_EMPTY');
  });
});
