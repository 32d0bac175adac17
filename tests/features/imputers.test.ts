// Parity with scikit-learn: tests/golden/make_imputers.py wrote the expectations. And: batches, parts, rows and files
// change nothing.
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import type { FittedTransformer } from '../../src/features/transformer.ts';
import {
  columns,
  type KnnImputerOptions,
  keep,
  knnImputer,
  missingIndicator,
  oneHotEncoder,
  pipeline,
  type RowValue,
  ridge,
  simpleImputer,
} from '../../src/index.ts';
import { applied, fitted, reloaded } from '../support/applied.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { golden, rowsOf, sourceOf, type Table, transformed } from '../support/golden-tables.ts';
import { expectSameState } from '../support/states.ts';

interface Golden {
  simple: {
    table: Table;
    one: Table;
    cases: { strategy: string; fillValue: number | null; output: Table; oneRow: number[] }[];
  };
  indicator: { table: Table; cases: { features: string; names: string[]; rows: number[][] }[] };
  knn: {
    fit: Table;
    apply: Table;
    cases: { nNeighbors: number; weights: 'uniform' | 'distance'; rows: number; fitted: Table; applied: Table }[];
  };
  knnFlat: { fit: Table; cases: { weights: 'uniform' | 'distance'; fitted: Table }[] };
}

const expected = golden<Golden>('imputers.json');
const floats = (table: Table) => ({
  types: Object.fromEntries(Object.keys(table).map((name) => [name, 'float64' as const])),
});
const numbers = (table: Table) => sourceOf(table, floats(table));
const head = (table: Table, rows: number): Table =>
  Object.fromEntries(Object.entries(table).map(([name, values]) => [name, values.slice(0, rows)]));

/** The made columns against expected ones, by name. */
async function expectOutput(model: FittedTransformer, from: Table, wanted: Table, what: string) {
  const { names, rows } = await applied(model, await numbers(from));
  expect([...names].sort(), what).toEqual(Object.keys(wanted).sort());
  for (const [i, name] of names.entries()) {
    const column = rows.map((row) => row[i]!);
    expectClose(column, wanted[name]! as number[], { relative: 1e-9, absolute: 1e-12 }, `${what} ${name}`);
  }
}

describe('simpleImputer', () => {
  const { table, one, cases } = expected.simple;
  const strategies = { mean: 'mean', median: 'median', most_frequent: 'mostFrequent', constant: 'constant' } as const;

  test.each(cases)(
    '$strategy, fillValue $fillValue, empty columns kept',
    async ({ strategy, fillValue, output, oneRow }) => {
      const options = {
        strategy: strategies[strategy as keyof typeof strategies],
        keepEmptyFeatures: true,
        ...(fillValue === null ? {} : { fillValue }),
      };
      const wanted = Object.fromEntries(
        Object.entries(output).map(([name, values]) => [
          name.replace(/^missingindicator_(.*)$/, '$1 is missing'),
          values,
        ]),
      );
      const model = await fitted(simpleImputer({ ...options, addIndicator: true }), await numbers(table));
      await expectOutput(model, table, wanted, 'fitted');
      await expectOutput(reloaded(model), table, wanted, 'loaded');
      const { rows } = await applied(await fitted(simpleImputer(options), await numbers(one)), await numbers(one));
      expectClose(rows[0]!, oneRow, { relative: 1e-12 });
    },
  );

  test('refuses an empty column that it has no value for', async () => {
    for (const strategy of ['mean', 'median', 'mostFrequent'] as const) {
      const fault = await faultOf(async () => fitted(simpleImputer({ strategy }), await numbers(table)));
      expect(fault).toMatchObject({ code: 'COLUMN_EMPTY', column: 'empty', remedy: expect.stringContaining('keep') });
    }
    expect((await faultOf(() => simpleImputer({ fillValue: 1 }))).code).toBe('OPTION_INVALID');
  });

  test('of text: indicators, and empty columns kept', async () => {
    const texts: Table = { city: ['b', null, 'a', 'b'], none: [null, null, null, null] };
    const source = await sourceOf(texts, { types: { none: 'utf8' } });
    const options = { strategy: 'mostFrequent', addIndicator: true, keepEmptyFeatures: true } as const;
    const steps = pipeline(simpleImputer(['city', 'none'], options), oneHotEncoder(['city', 'none']));
    const { names, rows } = await transformed(steps, source);
    expect(names).toEqual(['city=a', 'city=b', 'city is missing', 'none=missing', 'none is missing']);
    expect(rows[1]).toEqual([0, 1, 1, 1, 1]);
    expect(rows[2]).toEqual([1, 0, 0, 1, 1]);
    const refusing = simpleImputer(['none'], { strategy: 'mostFrequent' });
    expect((await faultOf(() => fitted(refusing, source))).code).toBe('COLUMN_EMPTY');
  });
});

describe('missingIndicator', () => {
  const { table, cases } = expected.indicator;
  const types = { text: 'utf8', empty: 'float64' } as const;

  test.each(cases)('features $features', async ({ features, names, rows }) => {
    const source = await sourceOf(table, { types });
    const kind = features === 'all' ? 'all' : 'missingOnly';
    const model = await fitted(missingIndicator({ features: kind }), source);
    for (const one of [model, reloaded(model)]) {
      const made = await applied(one, source);
      expect(made).toEqual({ names: names.map((name) => `${name} is missing`), rows, problems: [] });
    }
  });

  test('a row is at fault that misses what training never missed, unless told otherwise', async () => {
    const train = await sourceOf({ a: [1, null], b: [1, 2] });
    const apply = await sourceOf({ a: [null, 1, 1], b: [1, null, 3] });
    const strict = await applied(reloaded(await fitted(missingIndicator(), train)), apply);
    expect(strict.rows).toEqual([[1], [0], [0]]);
    expect(strict.problems).toEqual([{ row: 1, message: "column 'b' is missing, which it never was in training" }]);
    const lenient = await applied(await fitted(missingIndicator({ errorOnNew: false }), train), apply);
    expect(lenient.problems).toEqual([]);
  });

  test('beside an imputer, and behind a step of numbers', async () => {
    const source = await sourceOf({ a: [1, null, 3], b: [1, 2, 3] });
    const { names, rows } = await transformed(columns(simpleImputer(), missingIndicator()), source);
    expect(names).toEqual(['a', 'b', 'a is missing']);
    expect(rows[1]).toEqual([2, 2, 1]);
    const none = await transformed(columns(keep('b'), [['b'], simpleImputer(), missingIndicator()]), source);
    expect(none.names).toEqual(['b']);
  });
});

describe('knnImputer', () => {
  const { fit, apply, cases } = expected.knn;

  test.each(cases)('of $nNeighbors, $weights, $rows rows', async ({ nNeighbors, weights, rows, ...wanted }) => {
    const train = head(fit, rows);
    const model = await fitted(knnImputer({ nNeighbors, weights, keepEmptyFeatures: true }), await numbers(train));
    await expectOutput(model, train, wanted.fitted, 'fitted');
    await expectOutput(model, apply, wanted.applied, 'applied');
    await expectOutput(reloaded(model), apply, wanted.applied, 'loaded');
  });

  test.each(expected.knnFlat.cases)('of a constant column, $weights', async ({ weights, fitted: wanted }) => {
    const { fit: train } = expected.knnFlat;
    const model = await fitted(knnImputer({ nNeighbors: 3, weights }), await numbers(train));
    await expectOutput(model, train, wanted, 'fitted');
  });

  const random = randomStream(2, 'neighbors');
  const made: Table = Object.fromEntries(
    ['a', 'b', 'c'].map((name, k) => [
      name,
      Array.from({ length: 900 }, (_, i) => {
        const [value, gap] = [random.uniform(2 * (3 * i + k)), random.uniform(2 * (3 * i + k) + 1)];
        return gap < 0.15 ? null : value;
      }),
    ]),
  );

  test('keeps no more rows than asked for, whatever the batches, the parts and their order', async () => {
    for (const maxRows of [1, 10, 899, 900, 5000]) {
      await expectSameState(() => knnImputer({ maxRows }), rowsOf(made), { relative: 0 });
      const state = (await fitted(knnImputer({ maxRows }), await numbers(made))).save();
      const complete = made.a!.filter((_, i) => ['a', 'b', 'c'].some((name) => made[name]![i] !== null));
      expect((state.arrays!.rows as Float64Array).length).toBe(3 * Math.min(maxRows, complete.length));
    }
    const other = await fitted(knnImputer({ maxRows: 10, randomState: 1 }), await numbers(made));
    const first = await fitted(knnImputer({ maxRows: 10 }), await numbers(made));
    expect(other.save()).not.toEqual(first.save());
  });

  test('has the same bits in batches of any size', async () => {
    const model = await fitted(knnImputer({ weights: 'distance' }), await numbers(made));
    const { rows } = await applied(model, await numbers(made));
    for (const batchRows of [1, 7, 64]) {
      const cut = await applied(model, await sourceOf(made, { ...floats(made), batchRows }));
      expect(cut.rows).toEqual(rows);
    }
  });

  test('adds indicators where training missed values', async () => {
    const source = await numbers({ a: [1, null, 3], b: [1, 2, 3] });
    const { names, rows } = await transformed(knnImputer({ nNeighbors: 1, addIndicator: true }), source);
    expect(names).toEqual(['a', 'a is missing', 'b']);
    expect(rows).toEqual([
      [1, 0, 1],
      [1, 1, 2],
      [3, 0, 3],
    ]);
  });

  test('in a model a row alone has the bits of a batch', async () => {
    const y: RowValue[] = made.a!.map((_, i) => (i % 50) / 7);
    const model = await pipeline(knnImputer(), ridge()).fit(await numbers({ ...made, y }), { target: 'y' });
    const outputs: number[] = [];
    for await (const batch of model.predict(await numbers(head(made, 40)))) {
      for (const row of batch) outputs.push(row.prediction as number);
    }
    for (const [i, output] of outputs.entries()) {
      expect(model.predictOne({ a: made.a![i]!, b: made.b![i]!, c: made.c![i]! }).prediction).toBe(output);
    }
  });

  test('refuses what it cannot fill in', async () => {
    const of = async (table: Table, options: KnnImputerOptions = {}) =>
      faultOf(async () => fitted(knnImputer(options), await numbers(table)));
    expect(await of({ a: [1, 2], none: [null, null] })).toMatchObject({ code: 'COLUMN_EMPTY', column: 'none' });
    const texts = await sourceOf({ city: ['a', 'b'] });
    expect((await faultOf(() => fitted(knnImputer(), texts))).code).toBe('COLUMN_MISSING');
    expect((await faultOf(() => fitted(knnImputer('city'), texts))).code).toBe('COLUMN_TYPE');
    expect((await faultOf(() => knnImputer({ nNeighbors: 0 }))).code).toBe('OPTION_INVALID');
  });
});
