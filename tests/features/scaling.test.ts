// Parity of scalers with scikit-learn: tests/golden/make_scaling.py wrote the expectations.
import { describe, expect, test } from 'vitest';
import {
  log1pTransformer,
  maxAbsScaler,
  minMaxScaler,
  normalizer,
  pipeline,
  quantileTransformer,
  robustScaler,
  standardScaler,
  type Transformer,
  tfidfVectorizer,
} from '../../src/index.ts';
import { Passes } from '../../src/pipeline/passes.ts';
import { expectClose } from '../support/close.ts';
import { fitVariants } from '../support/fit-variants.ts';
import { fitted } from '../support/fitted.ts';
import { rowsOf } from '../support/float64-outputs.ts';
import { golden, sourceOf, type Table, transformed } from '../support/golden-tables.ts';

type Rows = (number | null)[][];
interface Case {
  options: Record<string, unknown>;
  fitRows: Rows;
  applyRows: Rows;
}
interface Golden {
  fit: Table;
  apply: Table;
  minMax: Case[];
  maxAbs: Case[];
  robust: Case[];
  quantile: Case[];
  normalizer: Case[];
  log1p: { fit: Table; rows: Rows };
  sparse: { texts: string[]; weights: number[]; weightedScales: number[] } & Record<
    'maxAbs' | 'standard' | 'l1' | 'l2' | 'max',
    number[][]
  >;
}

const expected = golden<Golden>('scaling.json');

function expectRows(actual: Rows, wanted: Rows, what: string): void {
  const flat = (rows: Rows) => rows.flat().map((value) => value ?? -12345.5);
  expectClose(flat(actual), flat(wanted), { relative: 1e-9, absolute: 1e-12 }, what);
}

const factories: Record<string, [(options: never) => Transformer, Case[]]> = {
  minMaxScaler: [minMaxScaler, expected.minMax],
  maxAbsScaler: [maxAbsScaler, expected.maxAbs],
  robustScaler: [robustScaler, expected.robust],
  quantileTransformer: [quantileTransformer, expected.quantile],
};

describe.each(Object.entries(factories))('%s', (_, [factory, cases]) => {
  test.each(cases.map((one) => [JSON.stringify(one.options), one] as const))('%s', async (_title, one) => {
    const model = await fitted(factory(one.options as never), expected.fit);
    expectRows(await rowsOf(model, expected.fit), one.fitRows, 'the rows fitted on');
    expectRows(await rowsOf(model, expected.apply), one.applyRows, 'other rows');
  });

  test('any batches, their order and parts give the same state', async () => {
    for (const { options } of cases) {
      const { whole, sameOrder, shuffled } = await fitVariants(() => factory(options as never), expected.fit);
      for (const [how, saved] of Object.entries({ ...sameOrder, ...shuffled })) expect(saved, how).toEqual(whole);
    }
  });

  test('one row', async () => {
    const model = await fitted(factory({} as never), { x: [3], y: [-2] });
    const [row] = await rowsOf(model, { x: [3], y: [-2] });
    const wanted = { maxAbsScaler: [1, -1] }[model.name] ?? [0, 0];
    expect(row!.map((value) => value! + 0)).toEqual(wanted);
  });
});

test.each(['minMaxScaler', 'maxAbsScaler', 'robustScaler'])('%s leaves an empty column as it is', async (name) => {
  const model = await fitted(factories[name]![0]({} as never), { x: [null, null], y: [1, 2] });
  expect((await rowsOf(model, { x: [null, 5], y: [1, 2] })).map((row) => row[0])).toEqual([null, 5]);
});

test('quantileTransformer refuses an empty column', async () => {
  const empty = sourceOf({ x: [null, null], y: [1, 2] }, { types: { x: 'float64' } });
  await expect(transformed(quantileTransformer(), await empty)).rejects.toMatchObject({ code: 'COLUMN_EMPTY' });
});

describe('normalizer', () => {
  const filled = (table: Table): Table =>
    Object.fromEntries(Object.entries(table).map(([name, values]) => [name, values.map((value) => value ?? 0)]));
  test.each(expected.normalizer.map((one) => [one.options.norm, one] as const))('%s', async (_, one) => {
    const model = await fitted(normalizer(one.options as never), filled(expected.fit));
    expectRows(await rowsOf(model, filled(expected.fit)), one.fitRows, 'rows');
    expectRows(await rowsOf(model, filled(expected.apply)), one.applyRows, 'other rows');
  });

  test('leaves missing numbers missing, and rows of zeros as they are', async () => {
    const table = { x: [3, 0, null], y: [4, 0, -2] };
    expect(await rowsOf(await fitted(normalizer(), table), table)).toEqual([
      [0.6, 0.8],
      [0, 0],
      [null, -1],
    ]);
  });
});

describe('log1pTransformer', () => {
  test('equals NumPy', async () => {
    const model = await fitted(log1pTransformer(), expected.log1p.fit);
    expectRows(await rowsOf(model, expected.log1p.fit), expected.log1p.rows, 'rows');
  });

  test('−1 and less is an error in a fit', async () => {
    await expect(transformed(log1pTransformer(), await sourceOf({ x: [0, -1, 2] }))).rejects.toMatchObject({
      code: 'VALUE_INVALID',
      row: 1,
      message: expect.stringContaining("column 'x' holds -1"),
    });
  });
});

describe('sparse features stay sparse', () => {
  const { texts, weights, weightedScales } = expected.sparse;
  const counts = () => tfidfVectorizer('text', { useIdf: false, norm: 'none' });
  const source = () => sourceOf({ text: texts }, { roles: { text: 'text' } });

  test.each([
    ['maxAbs', maxAbsScaler()],
    ['standard', standardScaler({ withMean: false })],
    ['l1', normalizer({ norm: 'l1' })],
    ['l2', normalizer({ norm: 'l2' })],
    ['max', normalizer({ norm: 'max' })],
  ] as const)('%s', async (name, step) => {
    const { model, rows } = await transformed(pipeline(counts(), step), await source());
    expectClose(rows.flat(), expected.sparse[name].flat(), { absolute: 1e-6 }, name);
    expect(model.save().parts!.map((part) => part.name)).toEqual(['tfidfVectorizer', step.name]);
  });

  test('weights count', async () => {
    const table = await sourceOf({ text: texts, weight: weights }, { roles: { text: 'text' } });
    const passes = new Passes(table, [table.schema.field('text')], 'weight', [], {});
    const steps = pipeline(counts(), standardScaler({ withMean: false }));
    const { arrays } = (await steps.fit(passes.firstStage())).save().parts![1]!;
    expectClose(arrays!.sparse0 as Float64Array, weightedScales, { relative: 1e-9 }, 'scales');
  });

  test('centring them is refused', async () => {
    await expect(transformed(pipeline(counts(), standardScaler('text')), await source())).rejects.toMatchObject({
      code: 'COLUMN_TYPE',
    });
  });
});
