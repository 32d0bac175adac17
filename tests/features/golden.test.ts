// Parity with scikit-learn: tests/golden/make_features.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import {
  columns,
  dummyRegressor,
  keep,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  simpleImputer,
  standardScaler,
  type TfidfVectorizerOptions,
  tfidfVectorizer,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { golden, sourceOf, type Table, transformed } from '../support/golden-tables.ts';

interface Golden {
  scaler: {
    fit: Table;
    weight: number[];
    cases: {
      withMean: boolean;
      withStd: boolean;
      weighted: boolean;
      columns: string[];
      shifts: number[];
      scales: number[];
    }[];
  };
  imputer: {
    numbers: Table;
    texts: Table;
    cases: { strategy: string; fillValue: number | null; addIndicator: boolean; names: string[]; rows: number[][] }[];
    textFills: { most_frequent: string[]; constant: string[] };
  };
  oneHot: {
    fit: Table;
    apply: Table;
    columns: Record<string, { categories: (string | number | boolean)[]; rows: number[][] }>;
  };
  tfidf: {
    documents: string[];
    fresh: string[];
    cases: {
      options: Record<string, unknown>;
      vocabulary: string[];
      idf: number[] | null;
      rows: [columns: number[], values: number[]][];
    }[];
  };
  columns: { fit: Table; rows: number[][] };
}

const expected = golden<Golden>('features.json');

describe('standardScaler', () => {
  const { fit, weight, cases } = expected.scaler;

  test.each(cases)('withMean $withMean, withStd $withStd, weighted $weighted', async (one) => {
    const source = await sourceOf({ ...fit, weight, y: weight.map((_, i) => i) });
    // Weights are a fit's: the scaler is looked at inside a model.
    const scaled = await pipeline(
      standardScaler({ withMean: one.withMean, withStd: one.withStd }),
      simpleImputer({ strategy: 'constant' }),
      dummyRegressor(),
    ).fit(source, { target: 'y', features: one.columns, ...(one.weighted ? { weight: 'weight' } : {}) });
    const { state, arrays } = scaled.parts.steps[0]!.save();
    expect(state.columns).toEqual(one.columns);
    expectClose(arrays!.shifts as Float64Array, one.shifts, { relative: 1e-13 }, 'shifts');
    expectClose(arrays!.scales as Float64Array, one.scales, { relative: 1e-9 }, 'scales');
  });

  test('gives the scaled numbers, and leaves missing ones missing', async () => {
    const { names, rows } = await transformed(
      pipeline(standardScaler(), simpleImputer({ strategy: 'constant', fillValue: -9 })),
      await sourceOf({ x: [1, null, 3], same: [4, 4, 4] }),
    );
    expect(names).toEqual(['x', 'same']);
    expect(rows).toEqual([
      [-1, 0],
      [-9, 0],
      [1, 0],
    ]);
  });
});

describe('simpleImputer', () => {
  const { numbers, texts, cases, textFills } = expected.imputer;
  const strategies = { mean: 'mean', median: 'median', most_frequent: 'mostFrequent', constant: 'constant' } as const;

  test.each(cases)(
    '$strategy, addIndicator $addIndicator',
    async ({ strategy, fillValue, addIndicator, ...wanted }) => {
      const { names, rows } = await transformed(
        simpleImputer({
          strategy: strategies[strategy as keyof typeof strategies],
          addIndicator,
          ...(fillValue === null ? {} : { fillValue }),
        }),
        await sourceOf(numbers),
      );
      // scikit-learn puts all indicators behind all columns; here each stands behind its own.
      const theirs = names.map((name) => name.replace(/^(.*) is missing$/, 'missingindicator_$1'));
      expect([...theirs].sort()).toEqual([...wanted.names].sort());
      for (const [i, row] of rows.entries()) {
        const reordered = wanted.names.map((name) => row[theirs.indexOf(name)]!);
        expectClose(reordered, wanted.rows[i]!, { absolute: 1e-6 }, `row ${i}`);
      }
    },
  );

  test('of text: the most frequent, the first of several in order, or a given one', async () => {
    const source = await sourceOf(texts);
    const fillsOf = async (options: { strategy: 'mostFrequent' | 'constant'; fillValue?: string }) => {
      const { model } = await transformed(
        pipeline(simpleImputer(['city', 'word'], options), oneHotEncoder(['city', 'word'])),
        source,
      );
      const [imputer] = model.save().parts!;
      return (imputer!.state.fills as { value: string }[]).map(({ value }) => value);
    };
    expect(await fillsOf({ strategy: 'mostFrequent' })).toEqual(textFills.most_frequent);
    expect(await fillsOf({ strategy: 'constant', fillValue: '?' })).toEqual(textFills.constant);
    expect(await fillsOf({ strategy: 'constant' })).toEqual(['missing', 'missing']);
  });

  test('of text inside columns hands the text on', async () => {
    const { names } = await transformed(
      pipeline(columns(simpleImputer('city', { strategy: 'constant' })), oneHotEncoder('city')),
      await sourceOf(texts),
    );
    expect(names).toEqual(['city=Oslo', 'city=b', 'city=missing', 'city=Ålesund']);
  });
});

describe('oneHotEncoder', () => {
  const { fit, apply } = expected.oneHot;
  const text = (value: unknown) => String(value);

  test.each(Object.keys(fit))('of %s: categories in order, the unseen all zeros', async (name) => {
    const { categories } = expected.oneHot.columns[name]!;
    const both = { [name]: [...fit[name]!, ...apply[name]!] };
    const { names } = await transformed(oneHotEncoder(name), await sourceOf({ [name]: fit[name]! }));
    const shown = (value: string | number | boolean) => (value === 1e-7 ? '1e-7' : text(value));
    expect(names).toEqual(categories.map((value) => `${name}=${shown(value)}`));

    // Fitted on some rows, applied to others: through a model, whose indicators are read off its scores.
    const rows = fit[name]!.length;
    const source = await sourceOf({ ...both, y: both[name]!.map((_, i) => i % 2) });
    const train = source.filter((c) => c.y!.ge(0)).filter((c) => c.y!.lt(2));
    expect(await train.count()).toBe(both[name]!.length);
    const model = await pipeline(oneHotEncoder(name), logisticRegression()).fit(
      await sourceOf({ [name]: fit[name]!, y: fit[name]!.map((_, i) => i % 2) }),
      { target: 'y', features: [name] },
    );
    const { weights, intercepts } = model.linear!;
    for (const [i, indicators] of expected.oneHot.columns[name]!.rows.entries()) {
      const score = indicators.reduce((sum, one, k) => sum + one * weights[k]!, intercepts[0]!);
      const { probability } = model.predictOne({ [name]: both[name]![rows + i]! });
      expect(probability['1']).toBeCloseTo(1 / (1 + Math.exp(-score)), 12);
    }
  });

  test('of missing values: one more indicator, or none', async () => {
    const source = await sourceOf({ city: ['b', null, 'a'] });
    const last = await transformed(oneHotEncoder('city'), source);
    expect(last.names).toEqual(['city=a', 'city=b', 'city=(missing)']);
    expect(last.rows).toEqual([
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
    const ignored = await transformed(oneHotEncoder('city', { missing: 'ignore' }), source);
    expect(ignored.rows).toEqual([
      [0, 1],
      [0, 0],
      [1, 0],
    ]);
  });
});

describe('tfidfVectorizer', () => {
  const { documents, fresh, cases } = expected.tfidf;
  const camel = (key: string) => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const optionsOf = (given: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(given).map(([key, value]) => [camel(key), key === 'norm' ? (value ?? 'none') : value]),
    ) as TfidfVectorizerOptions;

  test.each(cases.map((one) => [JSON.stringify(one.options), one] as const))('%s', async (_, one) => {
    const vectorizer = tfidfVectorizer('text', optionsOf(one.options));
    const { model, names, rows } = await transformed(vectorizer, await sourceOf({ text: documents }, text));
    expect(names).toEqual(one.vocabulary);
    const { arrays } = model.save().parts![0]!;
    if (one.idf !== null) expect([...(arrays!.idf as Float64Array)]).toEqual(one.idf);
    for (const [i, row] of rows.entries()) {
      expectClose(row, denseOf(one.rows[i]!, names.length), { absolute: 1e-6 }, `row ${i}`);
    }

    // Behind another column the rows are counted and weighed in passes of their own.
    const apart = await transformed(
      columns(keep('n'), vectorizer),
      await sourceOf({ n: documents.map((_, i) => i), text: documents }, text),
    );
    expect(apart.names).toEqual(['n', ...names]);
    expect(apart.rows.map((row) => row.slice(1))).toEqual(rows);
  });

  test.each([0, 1, 13])('texts not seen in the fit, options %i', async (i) => {
    const { options, rows, vocabulary } = cases[i]!;
    const y = documents.map((_, row) => row % 2);
    const model = await pipeline(tfidfVectorizer('text', optionsOf(options)), logisticRegression()).fit(
      await sourceOf({ text: documents, y }, text),
      { target: 'y' },
    );
    const { weights, intercepts } = model.linear!;
    for (const [k, one] of fresh.entries()) {
      const row = denseOf(rows[documents.length + k]!, vocabulary.length);
      const score = row.reduce((sum, value, column) => sum + value * weights[column]!, intercepts[0]!);
      expect(model.predictOne({ text: one }).probability['1']).toBeCloseTo(1 / (1 + Math.exp(-score)), 6);
    }
  });

  test('missing text is an empty document', async () => {
    const { names, rows } = await transformed(
      tfidfVectorizer('text', { useIdf: false, norm: 'none' }),
      await sourceOf({ text: ['one two', null, 'two'] }, text),
    );
    expect(names).toEqual(['one', 'two']);
    expect(rows).toEqual([
      [1, 1],
      [0, 0],
      [0, 1],
    ]);
  });
});

test('columns puts its branches side by side as ColumnTransformer does', async () => {
  const { fit, rows } = expected.columns;
  const source = await sourceOf(fit, text);
  const made = await transformed(
    columns(
      [['age', 'income'], simpleImputer({ strategy: 'median' }), standardScaler()],
      oneHotEncoder('city'),
      tfidfVectorizer('text', { sublinearTf: true, stopWords: 'english' }),
      keep('kept'),
    ),
    source,
  );
  expect(made.names.filter((name) => name === 'dropped')).toEqual([]);
  for (const [i, row] of made.rows.entries()) expectClose(row, rows[i]!, { absolute: 2e-6 }, `row ${i}`);
});

test('columns behind a step of numbers takes none twice', async () => {
  const made = await transformed(
    pipeline(simpleImputer(), columns(standardScaler('a'), keep('b'))),
    await sourceOf({ a: [1, 3, null], b: [5, null, 7], c: [1, 2, 3] }),
  );
  expect(made.names).toEqual(['a', 'b']);
  expect(made.rows.map((row) => row[1])).toEqual([5, 6, 7]);
});

const text = { roles: { text: 'text' } } as const;

function denseOf([at, values]: readonly [readonly number[], readonly number[]], width: number): number[] {
  const row = new Array<number>(width).fill(0);
  at.forEach((column, i) => {
    row[column] = values[i]!;
  });
  return row;
}
