// Parity with scikit-learn: tests/golden/make_reduction.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import {
  fitTransform,
  linearDiscriminantAnalysis,
  linearDiscriminantClassifier,
  pca,
  pipeline,
  type Source,
  type Transformer,
  tfidfVectorizer,
  truncatedSvd,
} from '../../../src/index.ts';
import { expectClose } from '../../support/close.ts';
import { denseRows, golden, sourceOf } from '../../support/golden-tables.ts';
import { fitAlone } from '../../support/stage-fit.ts';

interface PcaCase {
  options: { n_components: number; whiten?: boolean };
  components: number[][];
  mean: number[];
  explainedVariance: number[];
  explainedVarianceRatio: number[];
  singularValues: number[];
  noiseVariance: number;
  scores: number[][];
}

interface LdaCase {
  options: { n_components?: number; priors?: number[] };
  centre: number[];
  scalings: number[][];
  explainedVarianceRatio: number[];
  scores: number[][];
  coef: number[][];
  intercept: number[];
  probabilities: number[][];
}

const expected = golden<{
  x: number[][];
  pca: PcaCase[];
  short: PcaCase;
  wide: number[][];
  randomized: PcaCase;
  truncated: {
    rows: number[][];
    components: number[][];
    singularValues: number[];
    explainedVariance: number[];
    explainedVarianceRatio: number[];
    scores: number[][];
  };
  shifted: number[][];
  label: string[];
  two: string[];
  lda: Record<'three' | 'one' | 'priors' | 'two', LdaCase>;
}>('reduction.json');

const tableOf = (columns: readonly number[][]) => Object.fromEntries(columns.map((values, i) => [`x${i}`, values]));

/** Rows of the matrix behind a step: float32, so to 1e-6 of the largest. */
async function expectScores(step: Transformer, source: Source, scores: number[][], absolute: number, options = {}) {
  const { matrix, getFeatureNamesOut } = await fitTransform(step, source, options);
  expectClose(denseRows(matrix).slice(0, scores.length).flat(), scores.flat(), { relative: 1e-6, absolute }, 'scores');
  matrix.release();
  return getFeatureNamesOut();
}

describe('pca', () => {
  test.each(expected.pca)('$options', async (one) => {
    const { n_components: nComponents, whiten } = one.options;
    const source = await sourceOf(tableOf(expected.x));
    const step = pca({ nComponents, ...(whiten ? { whiten } : {}) });
    const found = await fitAlone(step, source);
    expect(found.nComponents).toBe(one.components.length);
    expectClose(found.mean, one.mean, { relative: 1e-13 }, 'mean');
    expectClose(found.explainedVariance, one.explainedVariance, { relative: 1e-9 }, 'variance');
    expectClose(found.explainedVarianceRatio, one.explainedVarianceRatio, { relative: 1e-9 }, 'ratio');
    expectClose(found.singularValues, one.singularValues, { relative: 1e-9 }, 'singular values');
    // The constant column leaves a variance of rounding alone.
    expectClose([found.noiseVariance], [one.noiseVariance], { relative: 1e-9, absolute: 1e-12 }, 'noise');
    expectClose(found.components, one.components.flat(), { absolute: 1e-9 }, 'components');
    const names = await expectScores(step, source, one.scores, 1e-6);
    expect(names).toEqual(one.components.map((_, i) => `pca${i}`));
  });

  test('has as many components as rows at most', async () => {
    const source = await sourceOf(tableOf(expected.x.map((column) => column.slice(0, 3))));
    const found = await fitAlone(pca({ nComponents: 2 }), source);
    expectClose(found.explainedVariance, expected.short.explainedVariance, { relative: 1e-9 }, 'variance');
    expectClose(found.components, expected.short.components.flat(), { absolute: 1e-9 }, 'components');
    expect((await fitAlone(pca(), source)).nComponents).toBe(3);
  });

  test('randomized finds the leading components of a spectrum that falls', async () => {
    const source = await sourceOf(tableOf(expected.wide));
    const found = await fitAlone(pca({ nComponents: 3, svdSolver: 'randomized' }), source);
    const { components, explainedVariance, explainedVarianceRatio, noiseVariance } = expected.randomized;
    expectClose(found.explainedVariance, explainedVariance, { relative: 1e-9 }, 'variance');
    expectClose(found.explainedVarianceRatio, explainedVarianceRatio, { relative: 1e-9 }, 'ratio');
    expectClose([found.noiseVariance], [noiseVariance], { relative: 1e-9 }, 'noise');
    expectClose(found.components, components.flat(), { absolute: 1e-9 }, 'components');
  });
});

describe('truncatedSvd', () => {
  const { rows, components, singularValues, explainedVariance, explainedVarianceRatio, scores } = expected.truncated;
  const columns = rows[0]!.map((_, i) => rows.map((row) => row[i]!));

  test('gives the singular vectors that ARPACK gives', async () => {
    const source = await sourceOf(tableOf(columns));
    const step = truncatedSvd({ nComponents: 4, nIter: 60 });
    const found = await fitAlone(step, source);
    expectClose(found.singularValues, singularValues, { relative: 1e-9 }, 'singular values');
    expectClose(found.explainedVariance, explainedVariance, { relative: 1e-9 }, 'variance');
    expectClose(found.explainedVarianceRatio, explainedVarianceRatio, { relative: 1e-9 }, 'ratio');
    expectClose(found.components, components.flat(), { absolute: 1e-8 }, 'components');
    expect(await expectScores(step, source, scores, 1e-5)).toEqual(['svd0', 'svd1', 'svd2', 'svd3']);
  });

  test('of sparse rows is that of the same rows held dense', async () => {
    // Counts as texts that say a word so many times.
    const text = rows.map((row) =>
      row.flatMap((_, i) => new Array<string>((i * row.length) % 3).fill(`w${i}`)).join(' '),
    );
    const source = await sourceOf(
      { text: text.map((one, r) => `${one} w${r % 7} w${r % 11}`) },
      { roles: { text: 'text' } },
    );
    const terms = tfidfVectorizer();
    const { matrix, getFeatureNamesOut } = await fitTransform(terms, source);
    const dense = denseRows(matrix);
    const found = await fitTransform(pipeline(terms, truncatedSvd({ nComponents: 3, nIter: 30 })), source);
    const table = Object.fromEntries(getFeatureNamesOut().map((name, i) => [name, dense.map((row) => row[i]!)]));
    const same = await fitTransform(truncatedSvd({ nComponents: 3, nIter: 30 }), await sourceOf(table));
    expectClose(denseRows(found.matrix).flat(), denseRows(same.matrix).flat(), { absolute: 1e-6 }, 'scores');
  });
});

describe('linear discriminants', () => {
  const names = ['a', 'b', 'c'];
  const cases = Object.entries(expected.lda);
  const optionsOf = ({ options }: LdaCase) => ({
    ...(options.n_components ? { nComponents: options.n_components } : {}),
    ...(options.priors ? { priors: Object.fromEntries(options.priors.map((prior, i) => [names[i]!, prior])) } : {}),
  });
  const labelsOf = (name: string) => (name === 'two' ? expected.two : expected.label);
  const sourceFor = (name: string) => sourceOf({ ...tableOf(expected.shifted), label: labelsOf(name) });

  test.each(cases)('the transformer, %s', async (name, one) => {
    const step = linearDiscriminantAnalysis(optionsOf(one));
    const source = await sourceFor(name);
    const found = await fitAlone(step, source, { target: 'label' });
    expectClose(found.centre, one.centre, { relative: 1e-12 }, 'centre');
    expectClose(found.explainedVarianceRatio, one.explainedVarianceRatio, { relative: 1e-9 }, 'ratio');
    expectClose(found.scalings, one.scalings.flat(), { relative: 1e-8, absolute: 1e-8 }, 'scalings');
    await expectScores(step, source, one.scores, 1e-5, { target: 'label' });
  });

  test.each(cases.filter(([name]) => name !== 'one'))('the classifier, %s', async (name, one) => {
    const { nComponents: _, ...options } = optionsOf(one);
    const source = await sourceFor(name);
    const model = await pipeline(linearDiscriminantClassifier(options)).fit(source, { target: 'label' });
    const { weights, intercepts } = model.parts.predictor.linear!;
    expectClose(weights, one.coef.flat(), { relative: 1e-8, absolute: 1e-8 }, 'weights');
    expectClose(intercepts, one.intercept, { relative: 1e-8 }, 'intercepts');
    one.probabilities.forEach((probabilities, row) => {
      const features = Object.fromEntries(expected.shifted.map((values, i) => [`x${i}`, values[row]!]));
      const found = model.predictOne(features).probability!;
      expectClose(
        model.classes.map((label) => found[label]!),
        probabilities,
        { relative: 1e-7, absolute: 1e-12 },
        'row',
      );
    });
  });
});
