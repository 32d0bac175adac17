import { describe, expect, test } from 'vitest';
import {
  type ColumnType,
  columns,
  fitTransform,
  fromRows,
  keep,
  oneHotEncoder,
  type Role,
  type RowValue,
  Source,
  tfidfVectorizer,
} from '../../../src/index.ts';
import { type GatherBinsOptions, gatherBins } from '../../../src/models/trees/gather-bins.ts';
import { Passes } from '../../../src/pipeline/passes.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { faultOf } from '../../support/fault.ts';
import { denseRows, sourceOf, type Table } from '../../support/golden-tables.ts';
import { uniforms } from '../../support/tables.ts';

const stageOf = (source: Source, threads?: number) =>
  new Passes(source, source.schema.fields, undefined, [], { threads }).firstStage();

async function binned(source: Source, options: Partial<GatherBinsOptions> = {}, valid?: Source, threads?: number) {
  const validation = valid === undefined ? undefined : stageOf(valid, threads);
  const gathered = await gatherBins(stageOf(source, threads), validation, { learner: 'trees', ...options });
  const { bins, inputs, validationRows, columnCount, valueCount } = gathered;
  const features = inputs.map((_, i) => {
    const { bounds, binOfCategory, hasMissing, bins: rows } = bins.feature(i);
    return { bounds: [...bounds], categories: [...binOfCategory], hasMissing, rows: [...rows] };
  });
  const { rowCount, binCounts } = bins.info;
  gathered.release();
  return { features, inputs, validationRows, columnCount, valueCount, rowCount, binCounts: [...binCounts] };
}

const table = (
  values: Table,
  options: { roles?: Record<string, Role>; types?: Record<string, ColumnType>; batchRows?: number } = {},
) => sourceOf(values, options);

/** Numbers and categories with gaps, more of them than a block of the sketch holds. */
function mixed(rows: number): Table {
  const [x, y, z] = ['x', 'y', 'z'].map((purpose) => uniforms(rows, purpose)) as [number[], number[], number[]];
  return {
    smooth: x.map((value, row) => (row % 11 === 0 ? null : value * 10 ** (row % 5))),
    few: y.map((value) => Math.round(value * 20)),
    city: z.map((value, row) => (row % 13 === 0 ? null : `city ${Math.floor(value * value * 400)}`)),
    heavy: z.map((value, row) => (row % 3 === 0 ? value : 0)),
  };
}

describe('gatherBins', () => {
  test('bins numbers halfway between values, and missing ones apart', async () => {
    const source = await table({ x: [3, 1, null, 2, 1, 3, 2], y: [0, 0, 0, 1, 1, 1, 1] });
    const { features, inputs, rowCount, columnCount, valueCount, binCounts } = await binned(source, {
      minSamplesBin: 1,
    });
    expect(inputs).toEqual([
      { kind: 'numbers', name: 'x' },
      { kind: 'numbers', name: 'y' },
    ]);
    expect({ rowCount, columnCount, valueCount, binCounts }).toEqual({
      rowCount: 7,
      columnCount: 2,
      valueCount: 14,
      binCounts: [4, 3],
    });
    expect(features[0]).toEqual({
      bounds: [1.5, 2.5],
      categories: [],
      hasMissing: true,
      rows: [3, 1, 0, 2, 1, 3, 2],
    });
    expect(features[1]).toEqual({ bounds: [0.5], categories: [], hasMissing: false, rows: [1, 1, 1, 2, 2, 2, 2] });
  });

  test('takes text, categorical roles and named columns as categories, as they are', async () => {
    const city = ['b', 'a', null, 'b', 'a', 'c', 'b'];
    const source = await table(
      { city, code: [7, 7, 7, 9, 9, 9, null], flag: [true, false, true, true, null, false, true] },
      { roles: { code: 'categorical', city: 'categorical' } },
    );
    const { inputs, features } = await binned(source, { minSamplesBin: 2 });
    expect(inputs).toEqual([
      { kind: 'categories', name: 'city', values: { kind: 'text', values: ['a', 'b'] } },
      { kind: 'categories', name: 'code', values: { kind: 'number', values: [7, 9] } },
      { kind: 'numbers', name: 'flag' },
    ]);
    expect(features.map(({ rows }) => rows)).toEqual([
      [2, 1, 0, 2, 1, 0, 2],
      [1, 1, 1, 2, 2, 2, 0],
      [2, 1, 2, 2, 0, 1, 2],
    ]);
    expect(features.map(({ hasMissing }) => hasMissing)).toEqual([true, true, true]);
    const named = await binned(source, { minSamplesBin: 2, categorical: ['flag'] });
    expect(named.inputs.map(({ kind }) => kind)).toEqual(['categories', 'numbers', 'categories']);
    expect(named.inputs[2]).toEqual({ kind: 'categories', name: 'flag', values: { kind: 'boolean', values: [0, 1] } });
  });

  test('gives the most frequent of very many categories bins of their own, in two bytes', async () => {
    // 70,000 categories of three rows, one of them of four; the last 4,466 in order find no place.
    const names = Array.from({ length: 70_000 }, (_, i) => `c${String(i).padStart(5, '0')}`);
    const rows = [...names, ...names, ...names, names.at(-1)!].map((name) => ({ name }));
    const source = await fromRows(rows, { roles: { name: 'categorical' } });
    const { features, inputs, binCounts } = await binned(source);
    expect(binCounts).toEqual([65_536]);
    const { rows: bins, hasMissing } = features[0]!;
    expect(hasMissing).toBe(true);
    expect(bins.slice(0, 3)).toEqual([1, 2, 3]);
    expect(bins.slice(65_533, 65_536)).toEqual([65_534, 0, 0]);
    expect(bins[69_999]).toBe(65_535);
    expect(inputs[0]).toMatchObject({ kind: 'categories', values: { kind: 'text' } });
  });

  test('keeps codes that a step has given, rare ones too', async () => {
    const source = await table({ city: ['a', 'b', 'a', null, 'b', 'c'] }, { roles: { city: 'categorical' } });
    const first = stageOf(source);
    const fitted = await oneHotEncoder('city').fit(first);
    const gathered = await gatherBins(first.after(fitted), undefined, { learner: 'trees' });
    expect(gathered.inputs).toEqual([{ kind: 'codes', name: 'city', categories: ['a', 'b', 'c', '(missing)'] }]);
    expect([...gathered.bins.feature(0).bins]).toEqual([1, 2, 1, 4, 2, 3]);
  });

  test('appends validation rows with the bins of the training rows', async () => {
    const train = await table({ x: [1, 2, 3, 1, 2, 3], c: ['a', 'b', 'a', 'b', 'a', 'b'] });
    const valid = await table({ x: [9, null, 1.2], c: ['a', 'new', null] }, { batchRows: 2 });
    const { features, rowCount, validationRows, valueCount } = await binned(train, { minSamplesBin: 1 }, valid);
    expect({ rowCount, validationRows, valueCount }).toEqual({ rowCount: 9, validationRows: 3, valueCount: 18 });
    expect(features[0]!.rows).toEqual([1, 2, 3, 1, 2, 3, 3, 0, 1]);
    expect(features[1]!.rows).toEqual([1, 2, 1, 2, 1, 2, 1, 0, 0]);
    expect(features[0]!.hasMissing).toBe(false);
  });

  test.each([255, 1_000])('does not depend on batches or threads, up to %i bins', async (maxBins) => {
    const values = mixed(70_001);
    const options = { maxBins };
    const roles = { city: 'categorical' } as const;
    const expected = await binned(await table(values, { roles }), options, undefined, 1);
    expect(expected.binCounts[0]).toBe(maxBins + 1);
    expect(expected.binCounts[2]).toBeGreaterThan(256); // in a wide column
    for (const [batchRows, threads] of [
      [1_000, 2],
      [65_536, 4],
      [100_000, 1],
    ] as const) {
      expect(await binned(await table(values, { roles, batchRows }), options, undefined, threads)).toEqual(expected);
    }
  });

  test('takes extremes, constants, nothing but missing values, and one row', async () => {
    const extremes = [1e300, -1e300, 5e-324, -5e-324, 0, -0, null, 1e308, -1e308];
    const { features } = await binned(
      await table(
        { x: extremes, same: extremes.map(() => 4), none: extremes.map(() => null) },
        {
          types: { none: 'float64' },
        },
      ),
      { minSamplesBin: 1 },
    );
    expect(features[0]!.rows).toEqual([6, 2, 5, 3, 4, 4, 0, 7, 1]);
    expect(features[1]).toEqual({ bounds: [], categories: [], hasMissing: false, rows: extremes.map(() => 1) });
    expect(features[2]).toEqual({ bounds: [], categories: [], hasMissing: true, rows: extremes.map(() => 0) });
    const one = await binned(await table({ x: [3], c: ['a'] }));
    expect(one.features.map(({ rows }) => rows)).toEqual([[1], [0]]);
  });

  test('reads 64-bit integers as numbers', async () => {
    const rows: Record<string, RowValue>[] = [2n ** 62n, -(2n ** 62n), 5n, 2n ** 62n].map((n) => ({ n }));
    const { features } = await binned(await fromRows(rows), { minSamplesBin: 1 });
    expect(features[0]!.rows).toEqual([3, 1, 2, 3]);
  });

  test('refuses what trees can not read, and says what to do', async () => {
    const at = new Date(0);
    const faults = [
      [{ t: [at, at] }, {}, /derive calendar parts/],
      [{ s: ['some words', 'and more'] }, { roles: { s: 'text' } }, /tfidfVectorizer/],
    ] as const;
    for (const [values, options, remedy] of faults) {
      const error = await faultOf(async () => binned(await table(values, options)));
      expect(error).toMatchObject({ code: 'COLUMN_TYPE', remedy: expect.stringMatching(remedy) });
    }
    const named = await binned(await table({ s: ['x y', 'x y'] }, { roles: { s: 'text' } }), {
      categorical: ['s'],
      minSamplesBin: 1,
    });
    expect(named.features[0]!.rows).toEqual([1, 1]);
    expect(await faultOf(async () => binned(await table({ x: [1, 2] }), { categorical: ['y'] }))).toMatchObject({
      code: 'COLUMN_MISSING',
      column: 'y',
    });
    expect(await faultOf(async () => binned(await table({ x: [1, Infinity] })))).toMatchObject({
      code: 'VALUE_INFINITE',
      row: 1,
    });
  });

  test('keeps terms sparse, beside numbers, and counts them in the order of the features', async () => {
    const words = ['red', 'green', 'blue', 'grey'];
    const size = uniforms(600, 'size');
    const text = size.map((x, row) => `${words[row % 4]} ${x > 0.9 ? 'rare' : ''} ${words[Math.floor(x * 4)]}`);
    const roles = { text: 'text' } as const;
    const steps = (source: Source, threads?: number) => async () => {
      const first = stageOf(source, threads);
      const fitted = await columns(keep(['size']), tfidfVectorizer('text'), keep(['late'])).fit(first);
      return { stage: first.after(fitted), fitted };
    };
    const values = { text, size, late: size.map((x) => Math.round(x * 3)) };
    const source = await table(values, { roles });
    const digest = async (batchRows: number, threads: number) => {
      const { stage, fitted } = await steps(await table(values, { roles, batchRows }), threads)();
      const valid = stageOf(await table({ text: ['grey red'], size: [0.5], late: [1] }, { roles })).after(fitted);
      const gathered = await gatherBins(stage, valid, { learner: 'trees', minSamplesLeaf: 20 });
      const features = Array.from({ length: gathered.columnCount }, (_, f) => gathered.bins.feature(f));
      return { gathered, features };
    };
    const { gathered, features } = await digest(16_384, 1);
    expect(gathered.sparse).toBe(true);
    expect(gathered.inputs).toEqual([
      { kind: 'numbers', name: 'size' },
      { kind: 'sparse', name: 'text', width: 5 },
      { kind: 'numbers', name: 'late' },
    ]);
    expect(gathered.columnCount).toBe(7);
    expect(gathered.validationRows).toBe(1);
    const { model, matrix } = await fitTransform(tfidfVectorizer('text'), source);
    expect(model.name).toBe('tfidfVectorizer');
    const dense = denseRows(matrix);
    for (let term = 0; term < 5; term++) {
      const { bounds, bins } = features[1 + term]!;
      expect(bounds.length).toBeGreaterThan(0);
      for (const [row, terms] of dense.entries()) {
        expect(bins[row]).toBe(1 + bounds.filter((bound) => bound < terms[term]!).length);
      }
    }
    expect(features[6]!.bins.slice(0, 600)).toEqual(Float64Array.from(values.late, (value) => value + 1));
    expect((await digest(100, 4)).features).toEqual(features);
  });

  test.each([1, 5])('notices a source of 4 rows that gives %i on the second pass', async (limit) => {
    const { reader } = await table({ x: [1, 2, 3, 4, 5] }, { batchRows: 1 });
    const source = new Source(new CountingReader(reader, (scan) => (scan === 1 ? 4 : limit)));
    expect(await faultOf(() => binned(source))).toMatchObject({ code: 'SOURCE_CHANGED' });
  });
});
