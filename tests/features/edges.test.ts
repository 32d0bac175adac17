// Missing values, constant columns and one row, by transformer: tests/golden/make_edges.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import {
  fRegression,
  kBinsDiscretizer,
  knnImputer,
  linearDiscriminantAnalysis,
  MillraceError,
  maxAbsScaler,
  minMaxScaler,
  missingIndicator,
  normalizer,
  oneHotEncoder,
  ordinalEncoder,
  pca,
  pipeline,
  polynomialFeatures,
  powerTransformer,
  quantileTransformer,
  rfe,
  ridge,
  robustScaler,
  type Source,
  selectFromModel,
  selectKBest,
  selectPercentile,
  simpleImputer,
  splineTransformer,
  standardScaler,
  type Transformer,
  targetEncoder,
  tfidfVectorizer,
  truncatedSvd,
  varianceThreshold,
} from '../../src/index.ts';
import { applied, fitted } from '../support/applied.ts';
import { golden, sourceOf, type Table } from '../support/golden-tables.ts';

type Edge = 'nulls' | 'constant' | 'single';
const expected = golden<{
  tables: Record<Edge, Table>;
  targets: Record<string, 'label' | 'number' | null>;
  cases: Record<string, Record<Edge, (number | null)[][] | 'error'>>;
}>('edges.json');

// As numbers, and as they are.
const numbers = standardScaler(['a', 'b'], { withMean: false, withStd: false });
const behind = (step: Transformer) => pipeline(numbers, step);
const steps: Readonly<Record<string, () => Transformer>> = {
  simpleImputer: () => simpleImputer({ strategy: 'mean' }),
  'simpleImputer.median': () => simpleImputer({ strategy: 'median' }),
  'simpleImputer.mostFrequent': () => simpleImputer({ strategy: 'mostFrequent' }),
  missingIndicator: () => missingIndicator({ features: 'all' }),
  knnImputer: () => knnImputer({ nNeighbors: 3 }),
  standardScaler: () => standardScaler(),
  minMaxScaler: () => minMaxScaler(),
  maxAbsScaler: () => maxAbsScaler(['a', 'b']),
  robustScaler: () => robustScaler(),
  quantileTransformer: () => quantileTransformer({ nQuantiles: 10 }),
  powerTransformer: () => powerTransformer(),
  normalizer: () => normalizer(),
  polynomialFeatures: () => polynomialFeatures(),
  kBinsDiscretizer: () => kBinsDiscretizer({ nBins: 4, encode: 'ordinal', quantileMethod: 'linear' }),
  'kBinsDiscretizer.uniform': () => kBinsDiscretizer({ nBins: 4, encode: 'ordinal', strategy: 'uniform' }),
  splineTransformer: () => splineTransformer({ nKnots: 4 }),
  oneHotEncoder: () => oneHotEncoder(['city']),
  ordinalEncoder: () => ordinalEncoder(['city']),
  targetEncoder: () => targetEncoder(['city']),
  tfidfVectorizer: () => tfidfVectorizer('note'),
  varianceThreshold: () => behind(varianceThreshold()),
  selectKBest: () => behind(selectKBest({ k: 1 })),
  selectPercentile: () => behind(selectPercentile({ scoreFunc: fRegression(), percentile: 50 })),
  selectFromModel: () => behind(selectFromModel(ridge())),
  rfe: () => behind(rfe(ridge(), { nFeaturesToSelect: 1 })),
  pca: () => behind(pca({ nComponents: 1 })),
  truncatedSvd: () => behind(truncatedSvd({ nComponents: 1, nIter: 40 })),
  linearDiscriminantAnalysis: () => behind(linearDiscriminantAnalysis({ nComponents: 1 })),
};

/** Where we answer what scikit-learn refuses, or refuse what it answers, on purpose. */
const DIFFERS: Readonly<Record<string, string>> = {
  // A missing number stays missing.
  'normalizer nulls': 'answers',
  'polynomialFeatures nulls': 'answers',
  'kBinsDiscretizer nulls': 'answers',
  'kBinsDiscretizer.uniform nulls': 'answers',
  'splineTransformer nulls': 'answers',
  // All knots in one place: nothing lies between them.
  'splineTransformer single': 'answers',
  // One row has no variance and no other folds, and one class no others.
  'targetEncoder single': 'ROWS_TOO_FEW',
  'pca single': 'ROWS_TOO_FEW',
  'selectKBest single': 'TARGET_CONSTANT',
  // A row is its own singular vector; ARPACK wants more rows than components.
  'truncatedSvd single': 'answers',
};

/** Relative, and absolute below 1; default 1e-9. */
const TOLERANCE: Readonly<Record<string, number>> = {
  tfidfVectorizer: 1e-7, // float32
  powerTransformer: 1e-7, // scikit-learn's search for lambda ends at 1.5e-8
};

async function outcome(name: string, edge: Edge): Promise<number[][] | string> {
  const table = expected.tables[edge];
  const target = expected.targets[name]!;
  const read = name === 'tfidfVectorizer' ? ['note'] : /Encoder$/.test(name) ? ['city'] : ['a', 'b'];
  const named = (names: readonly string[]): Promise<Source> =>
    sourceOf(Object.fromEntries(names.map((one) => [one, table[one]!])), {
      roles: {
        ...(read[0] === 'note' ? { note: 'text' } : {}),
        ...(read[0] === 'city' ? { city: 'categorical' } : {}),
      },
    });
  try {
    const task = target === 'label' ? 'classification' : 'regression';
    const options = target === null ? {} : ({ target, task } as const);
    const model = await fitted(steps[name]!(), await named(target === null ? read : [...read, target]), options);
    const { rows, problems } = await applied(model, await named(read));
    if (name === 'linearDiscriminantAnalysis') alignSign(rows);
    return problems[0]?.message ?? rows;
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return error.code;
  }
}

/** Either sign of a direction is as good: the score that is furthest from 0 is positive. */
function alignSign(rows: number[][]): void {
  const furthest = Math.max(...rows.map(([score]) => Math.abs(score!)));
  if (rows.some(([score]) => score === furthest)) return;
  for (const row of rows) row[0] = -row[0]!;
}

test('every case has a step', () => {
  expect(Object.keys(steps)).toEqual(Object.keys(expected.cases));
});

describe.each(Object.keys(steps))('%s', (name) => {
  test.each(['nulls', 'constant', 'single'] as const)('%s', async (edge) => {
    const wanted = expected.cases[name]![edge];
    const found = await outcome(name, edge);
    const differs = DIFFERS[`${name} ${edge}`];
    if (differs !== undefined) {
      expect(typeof found === 'string' ? found : 'answers').toBe(differs);
      return;
    }
    if (wanted === 'error') {
      expect(typeof found, JSON.stringify(found)).toBe('string');
      return;
    }
    if (typeof found === 'string') expect.fail(found);
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((row, r) => {
      expect(found[r]).toHaveLength(row.length);
      row.forEach((value, c) => {
        const ours = found[r]![c]!;
        if (value === null) expect(ours, `row ${r}`).toBeNaN();
        else {
          const bound = (TOLERANCE[name] ?? 1e-9) * Math.max(1, Math.abs(value));
          expect(Math.abs(ours - value), `row ${r}: ${ours}, not ${value}`).toBeLessThanOrEqual(bound);
        }
      });
    });
  });
});
