// Parity of polynomials, bins and splines with scikit-learn: tests/golden/make_numeric_features.py wrote these numbers.
import { describe, expect, test } from 'vitest';
import {
  binner,
  type KBinsDiscretizerOptions,
  kBinsDiscretizer,
  type PolynomialFeaturesOptions,
  polynomialFeatures,
  type SplineTransformerOptions,
  splineTransformer,
} from '../../src/index.ts';
import { expectClose } from '../support/close.ts';
import { fitVariants } from '../support/fit-variants.ts';
import { fitted } from '../support/fitted.ts';
import { outputsOf, rowsOf } from '../support/float64-outputs.ts';
import { golden, sourceOf, type Table, transformed } from '../support/golden-tables.ts';

type Rows = (number | null)[][];
interface Golden {
  fit: Table;
  apply: Table;
  polynomial: { options: PolynomialFeaturesOptions; names: string[]; rows: number[][] }[];
  kBins: { options: KBinsDiscretizerOptions; edges: number[][]; fitRows: number[][]; applyRows: number[][] }[];
  binner: { right: boolean; includeEnds: boolean; codes: (number | null)[] }[];
  binnerEdges: number[];
  splines: { options: Record<string, unknown>; columns: string[]; names: string[]; rows: number[][] }[];
  givenKnots: Record<string, number[]>;
}

const expected = golden<Golden>('numeric_features.json');
const { fit, apply } = expected;
const titled = <T extends { options: unknown }>(cases: readonly T[]) =>
  cases.map((one) => [JSON.stringify(one.options), one] as const);
const only = (table: Table, names: readonly string[]): Table =>
  Object.fromEntries(names.map((name) => [name, table[name]!]));

function expectRows(actual: Rows, wanted: Rows, what: string, absolute = 1e-12): void {
  const flat = (rows: Rows) => rows.flat().map((value) => value ?? -12345.5);
  expectClose(flat(actual), flat(wanted), { relative: 1e-9, absolute }, what);
}

describe('polynomialFeatures', () => {
  test.each(titled(expected.polynomial))('%s', async (_, one) => {
    const model = await fitted(polynomialFeatures(one.options), fit);
    const rows = await rowsOf(model, apply);
    expectRows(rows.slice(0, one.rows.length), one.rows, 'rows');
    const { features } = await outputsOf(model, apply);
    expect(features.map((feature) => feature.name)).toEqual(one.names);
  });

  test('a term of a missing number is missing, and others are handed on', async () => {
    const table = { a: [2, null], b: [3, 5], c: [7, 8] };
    const { features } = await outputsOf(await fitted(polynomialFeatures(['a', 'b']), table), table);
    expect(features.map((feature) => feature.name)).toEqual(['c', '1', 'a', 'b', 'a^2', 'a b', 'b^2']);
    expect(await rowsOf(await fitted(polynomialFeatures(['a', 'b']), table), table)).toEqual([
      [7, 1, 2, 3, 4, 6, 9],
      [8, 1, null, 5, null, null, 25],
    ]);
  });

  test('too many terms, or none', async () => {
    await expect(fitted(polynomialFeatures({ degree: 20 }), fit)).resolves.toBeDefined();
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`x${i}`, [1, 2]]));
    await expect(fitted(polynomialFeatures({ degree: 4 }), wide)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    const none = polynomialFeatures({ degree: 0, includeBias: false });
    await expect(fitted(none, fit)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    expect(() => polynomialFeatures({ degree: [3, 2] })).toThrow(/degree/);
  });
});

describe('kBinsDiscretizer', () => {
  test.each(titled(expected.kBins))('%s', async (_, one) => {
    const model = await fitted(kBinsDiscretizer({ ...one.options, encode: 'ordinal' }), fit);
    const { arrays } = model.save();
    for (const [i, edges] of one.edges.entries()) {
      const own = (arrays![`edges${i}`] as Float64Array).slice(1, -1);
      expectClose(own, edges, { relative: 1e-9, absolute: 1e-12 }, `edges of column ${i}`);
    }
    expectRows(await rowsOf(model, fit), one.fitRows, 'the rows fitted on');
    expectRows(await rowsOf(model, apply), one.applyRows, 'other rows');
  });

  test('any batches, their order and parts give the same state', async () => {
    for (const { options } of expected.kBins.slice(0, 5)) {
      const { whole, sameOrder, shuffled } = await fitVariants(() => kBinsDiscretizer(options), fit);
      for (const [how, saved] of Object.entries({ ...sameOrder, ...shuffled })) expect(saved, how).toEqual(whole);
    }
  });

  test('indicators are named by their bins; missing numbers have none', async () => {
    const { names, rows } = await transformed(
      kBinsDiscretizer('age', { nBins: { age: 3 }, strategy: 'uniform' }),
      await sourceOf({ age: [0, 3, null, 9] }),
    );
    expect(names).toEqual(['age=[-∞, 3)', 'age=[3, 6)', 'age=[6, ∞)']);
    expect(rows).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });

  test('a sample is the same for any order of the rows', async () => {
    const options = { nBins: 4, subsample: 20, randomState: 3 };
    const { whole, sameOrder, shuffled } = await fitVariants(() => kBinsDiscretizer(options), fit);
    for (const [how, saved] of Object.entries({ ...sameOrder, ...shuffled })) expect(saved, how).toEqual(whole);
    const all = await fitted(kBinsDiscretizer({ nBins: 4 }), fit);
    expect(all.save()).not.toEqual(whole);
  });

  test('one row, an empty column, bins for a column that is not there', async () => {
    expect(await rowsOf(await fitted(kBinsDiscretizer({ encode: 'ordinal' }), { x: [3] }), { x: [3, 9] })).toEqual([
      [0],
      [0],
    ]);
    await expect(fitted(kBinsDiscretizer(), { x: [null] })).rejects.toMatchObject({ code: 'COLUMN_EMPTY' });
    await expect(fitted(kBinsDiscretizer({ nBins: { y: 3 } }), { x: [1] })).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
    });
  });
});

describe('binner', () => {
  const edges = expected.binnerEdges;
  const table = { x: [...edges, -60, 2, 39.9, 41, null] };

  test.each(expected.binner)('right $right, includeEnds $includeEnds', async ({ right, includeEnds, codes }) => {
    const model = await fitted(binner({ edges, right, includeEnds, encode: 'ordinal' }), table);
    expect((await rowsOf(model, table)).map(([code]) => code)).toEqual(codes);
  });

  test('both ends of bins that are closed on the left', async () => {
    const model = await fitted(binner({ edges: [0, 1, 2], right: false, includeEnds: true, encode: 'ordinal' }), table);
    expect(await rowsOf(model, { x: [0, 1, 2, 2.1] })).toEqual([[0], [1], [1], [null]]);
  });

  test('labels name the indicators, intervals without them; ends may be open', async () => {
    const ages = await sourceOf({ age: [10, 18, 70] });
    const named = await transformed(
      binner('age', { edges: [-Infinity, 18, 65, Infinity], labels: ['young', 'grown', 'old'], right: false }),
      ages,
    );
    expect(named.names).toEqual(['age=young', 'age=grown', 'age=old']);
    expect(named.rows).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const plain = await transformed(binner('age', { edges: [-Infinity, 18, 65.5] }), ages);
    expect(plain.names).toEqual(['age=(-∞, 18]', 'age=(18, 65.5]']);
  });

  test('options that do not fit', () => {
    expect(() => binner({ edges: [2, 1] })).toThrow(/ascend/);
    expect(() => binner({ edges: [1, 2, 3], labels: ['a'] })).toThrow(/2 different labels/);
  });
});

describe('splineTransformer', () => {
  test.each(titled(expected.splines))('%s', async (_, one) => {
    const knots = one.options.knots === 'given' ? only(expected.givenKnots as Table, one.columns) : one.options.knots;
    const options = { ...one.options, ...(knots === undefined ? {} : { knots }) } as SplineTransformerOptions;
    const model = await fitted(splineTransformer(options), only(fit, one.columns));
    const { features } = await outputsOf(model, only(apply, one.columns));
    expect(features.map((feature) => feature.name)).toEqual(one.names);
    expectRows(await rowsOf(model, only(apply, one.columns)), one.rows, 'rows', 1e-11);
  });

  test('any batches, their order and parts give the same state', async () => {
    for (const knots of ['uniform', 'quantile'] as const) {
      const { whole, sameOrder, shuffled } = await fitVariants(() => splineTransformer({ knots }), fit);
      for (const [how, saved] of Object.entries({ ...sameOrder, ...shuffled })) expect(saved, how).toEqual(whole);
    }
  });

  test('missing numbers stay missing, or become zeros', async () => {
    const table = { x: [0, 1, null, 3] };
    const kept = await rowsOf(await fitted(splineTransformer(), table), table);
    expect(kept[2]).toEqual([null, null, null, null, null, null, null]);
    const zeros = await rowsOf(await fitted(splineTransformer({ handleMissing: 'zeros' }), table), table);
    expect(zeros[2]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(zeros[1]).toEqual(kept[1]);
  });

  test('an extrapolation that is an error', async () => {
    const model = await fitted(splineTransformer({ extrapolation: 'error' }), { x: [0, 1, 2] });
    const { problems } = await outputsOf(model, { x: [1, 5, null] });
    expect(problems).toEqual([{ row: 1, message: expect.stringContaining("column 'x' holds a value beyond") }]);
  });

  test('options that do not fit', async () => {
    const periodic = splineTransformer({ extrapolation: 'periodic', nKnots: 3 });
    await expect(fitted(periodic, fit)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(fitted(splineTransformer(), { x: [null] })).rejects.toMatchObject({ code: 'COLUMN_EMPTY' });
  });
});
