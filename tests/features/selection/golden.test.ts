// Parity with scikit-learn: tests/golden/make_selection.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import { chiSquareSurvival, fSurvival } from '../../../src/features/selection/p-values.ts';
import {
  chi2,
  columns,
  correlationFilter,
  fClassif,
  fitTransform,
  fRegression,
  keep,
  oneHotEncoder,
  pipeline,
  type ScoreFunction,
  selectKBest,
  selectPercentile,
  type Transformer,
  varianceThreshold,
} from '../../../src/index.ts';
import { expectClose } from '../../support/close.ts';
import { golden, sourceOf, type Table } from '../../support/golden-tables.ts';
import { fitAlone } from '../../support/stage-fit.ts';

interface Scores {
  scores: (number | null)[];
  pValues: (number | null)[];
}

interface Golden {
  table: Table;
  missing: Table;
  matrix: string[];
  variance: { threshold: number; variances: number[]; support: boolean[] }[];
  byScore: Record<'fClassif' | 'chi2' | 'fRegression' | 'fRegressionUncentered', Scores>;
  kBest: { k: number | 'all'; support: boolean[] }[];
  percentile: { percentile: number; support: boolean[] }[];
  correlation: number[][];
  tails: { f: [number, number, number, number][]; chi2: [number, number, number][] };
}

const expected = golden<Golden>('selection.json');
const { table, missing } = expected;
const numbers = Object.keys(missing);

/** The columns that scikit-learn saw, in their order, into a selection. */
const prepared = columns(keep(numbers), oneHotEncoder('city'));
const sourceFor = (target: 'label' | 'y', values: Table = table) => {
  const { label, y, ...features } = { ...table, ...values };
  return sourceOf({ ...features, [target]: target === 'y' ? y! : label! }, { roles: { city: 'categorical' } });
};

async function fitBehind<F extends Awaited<ReturnType<Transformer['fit']>>>(
  selection: Transformer<F>,
  target: 'label' | 'y',
  values?: Table,
): Promise<F> {
  let fitted!: F;
  const watched: Transformer<F> = {
    ...selection,
    fit: async (stage) => {
      fitted = await selection.fit(stage);
      return fitted;
    },
  };
  const task = target === 'y' ? 'regression' : 'classification';
  await fitAlone(pipeline(prepared, watched), await sourceFor(target, values), { target, task });
  return fitted;
}

const withNaN = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN);

function expectScores(found: Float64Array, wanted: readonly (number | null)[], relative: number, what: string) {
  const known = wanted.flatMap((value, i) => (value === null ? [] : [i]));
  expect(
    [...found].flatMap((value, i) => (Number.isFinite(value) ? [i] : [])),
    what,
  ).toEqual(known);
  expectClose(
    known.map((i) => found[i]!),
    known.map((i) => wanted[i]!),
    // What rounding leaves of a constant's chi-square is 1e-27 and no two alike.
    { relative, absolute: what === 'scores' ? 1e-20 : 1e-300 },
    what,
  );
}

describe('varianceThreshold', () => {
  test.each(expected.variance)('threshold $threshold', async ({ threshold, variances, support }) => {
    const fitted = await fitBehind(varianceThreshold({ threshold }), 'label', missing);
    expectClose(fitted.variances, withNaN(variances), { relative: 1e-9 }, 'variances');
    expect(fitted.support).toEqual(support);
  });
});

describe('scores of single columns', () => {
  const positive = Object.fromEntries(
    numbers.map((name) => [name, table[name]!.map((value) => Math.abs(value as number))]),
  );
  const cases: [string, ScoreFunction, 'label' | 'y', Scores, Table?][] = [
    ['fClassif', fClassif(), 'label', expected.byScore.fClassif],
    ['chi2', chi2(), 'label', expected.byScore.chi2, positive],
    ['fRegression', fRegression(), 'y', expected.byScore.fRegression],
    ['fRegression about 0', fRegression({ center: false }), 'y', expected.byScore.fRegressionUncentered],
  ];
  test.each(cases)('%s', async (_, scoreFunc, target, { scores, pValues }, values) => {
    const fitted = await fitBehind(selectKBest({ scoreFunc, k: 'all' }), target, values);
    expectScores(fitted.scores, scores, 1e-9, 'scores');
    // A tail probability multiplies the relative error of its score.
    expectScores(fitted.pValues!, pValues, 1e-7, 'p-values');
  });
});

test('tails of the F distribution are those of scipy', () => {
  for (const [f, a, b, tail] of expected.tails.f)
    expectClose([fSurvival(f, a, b)], [tail], { relative: 1e-10, absolute: 1e-290 }, `F(${f}, ${a}, ${b})`);
});

test('tails of the chi-square distribution are those of scipy', () => {
  for (const [x, k, tail] of expected.tails.chi2)
    expectClose([chiSquareSurvival(x, k)], [tail], { relative: 1e-10 }, `chi2(${x}, ${k})`);
});

test.each(expected.kBest)('selectKBest keeps the $k best', async ({ k, support }) => {
  expect((await fitBehind(selectKBest({ k }), 'label')).support).toEqual(support);
});

test.each(expected.percentile)('selectPercentile keeps the best $percentile %', async ({ percentile, support }) => {
  expect((await fitBehind(selectPercentile({ percentile }), 'label')).support).toEqual(support);
});

describe('correlationFilter', () => {
  test('drops the later of two columns that say the same, and tells why', async () => {
    const { dropped, support } = await fitBehind(correlationFilter({ threshold: 0.9 }), 'label');
    expect(dropped.map(({ name, becauseOf }) => [name, becauseOf])).toEqual([['twin', 'wide']]);
    expectClose([dropped[0]!.correlation], [expected.correlation[0]![3]!], { relative: 1e-9 });
    expect(support.filter((stays) => !stays)).toHaveLength(1);
  });

  test('measures against columns that stay, not against those that went', async () => {
    const [a, b] = [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 2, 3, 4, 5, 6, 7, 12],
    ];
    const source = await sourceOf({ a: a!, b: b!, same: a!.map((v) => -v), flat: a!.map(() => 3) });
    const { model, getFeatureNamesOut } = await fitTransform(correlationFilter({ threshold: 0.99 }), source);
    expect(getFeatureNamesOut()).toEqual(['a', 'b', 'flat']);
    expect(model.dropped).toEqual([{ name: 'same', becauseOf: 'a', correlation: -1 }]);
  });
});
