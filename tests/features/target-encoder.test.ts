// Parity with scikit-learn (tests/golden/make_encoders.py), and that no row sees its own target.
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import {
  columns,
  fitTransform,
  keep,
  logisticRegression,
  pipeline,
  type RowValue,
  ridge,
  simpleImputer,
  type TargetEncoderOptions,
  targetEncoder,
} from '../../src/index.ts';
import { applied, fitted, reloaded } from '../support/applied.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { denseRows, golden, rowsOf, sourceOf, type Table } from '../support/golden-tables.ts';
import { expectSameState } from '../support/states.ts';

interface Golden {
  target: {
    columns: Record<string, { fit: RowValue[]; apply: RowValue[] }>;
    targets: Record<'continuous' | 'binary' | 'multiclass', RowValue[]>;
    cases: {
      column: string;
      target: 'continuous' | 'binary' | 'multiclass';
      smooth: 'auto' | number;
      classes: string[];
      rows: number[][];
    }[];
  };
}

const { columns: x, targets, cases } = golden<Golden>('encoders.json').target;

describe('rows to come are encoded as by scikit-learn', () => {
  test.each(cases)(
    '$column for a $target target, smooth $smooth',
    async ({ column, target, smooth, classes, rows }) => {
      const source = await sourceOf({ [column]: x[column]!.fit, y: targets[target] });
      const task = target === 'continuous' ? 'regression' : 'classification';
      const model = await fitted(targetEncoder(column, { smooth }), source, { target: 'y', task });
      const apply = await sourceOf({ [column]: x[column]!.apply });
      for (const one of [model, reloaded(model)]) {
        const made = await applied(one, apply);
        expect(made.names).toEqual(classes.length === 0 ? [column] : classes.map((name) => `${column} of ${name}`));
        rows.forEach((row, i) => {
          expectClose(made.rows[i]!, row, { relative: 1e-9, absolute: 1e-15 }, `row ${i}`);
        });
      }
    },
  );
});

const random = randomStream(8, 'target encoder test');
const ROWS = 240;
const made = (target: (i: number) => RowValue): Table => ({
  city: Array.from({ length: ROWS }, (_, i) =>
    random.uniform(i) < 0.05 ? null : `c${Math.floor(9 * random.uniform(i))}`,
  ),
  id: Array.from({ length: ROWS }, (_, i) => `row ${i}`),
  y: Array.from({ length: ROWS }, (_, i) => target(i)),
});
const numbers = made((i) => 100 + 30 * random.uniform(1000 + i));
const classes = made((i) => ['a', 'b', 'c'][Math.floor(3 * random.uniform(2000 + i))]!);
const flags = made((i) => random.uniform(3000 + i) < 0.3);

async function trainingOutput(table: Table, options: TargetEncoderOptions = {}, batchRows = 64): Promise<number[][]> {
  const source = await sourceOf(table, { batchRows });
  const { matrix } = await fitTransform(targetEncoder(['city', 'id'], options), source, { target: 'y' });
  return denseRows(matrix);
}

describe('no row of the fit sees its own target', () => {
  test.each([
    ['a number', numbers, (y: RowValue) => (y as number) + 1e6, {}],
    ['a number, no smoothing', numbers, (y: RowValue) => -(y as number), { smooth: 0 }],
    ['two classes', flags, (y: RowValue) => !y, {}],
    ['three classes', classes, (y: RowValue) => (y === 'a' ? 'b' : 'a'), { smooth: 3, cv: 3 }],
  ] as const)('%s', async (_, table, changed, options) => {
    const before = await trainingOutput(table, options);
    for (const row of [0, 1, 17, 100, ROWS - 1]) {
      const y = table.y!.map((value, i) => (i === row ? changed(value) : value));
      const after = await trainingOutput({ ...table, y }, options);
      expect(after[row], `row ${row}`).toEqual(before[row]);
      expect(after, 'other rows see it').not.toEqual(before);
    }
  });

  test('so a column that tells rows apart tells nothing of the target', async () => {
    // Encoded by their own targets these rows would be their targets.
    const source = await sourceOf(numbers);
    const model = await fitted(targetEncoder('id', { smooth: 0 }), source, { target: 'y' });
    const leaking = (await applied(model, source)).rows.map(([value]) => value!);
    expect(leaking).toEqual(numbers.y);
    const crossed = (await trainingOutput({ ...numbers }, { smooth: 0 })).map((row) => row.at(-1)!);
    // Each is the mean of the other folds, and there are as many as folds.
    expect(new Set(crossed).size).toBe(5);
  });

  test('a row is encoded by the rows of the other folds, as a fit on those alone would', async () => {
    const rows = await trainingOutput(numbers);
    // A fold is told by what its rows' ids are encoded as: the mean of all others.
    const foldOf = rows.map((row) => row.at(-1)!);
    for (const fold of new Set(foldOf)) {
      const rest = numbers.y!.map((_, i) => i).filter((i) => foldOf[i] !== fold);
      const part = Object.fromEntries(
        Object.entries(numbers).map(([name, values]) => [name, rest.map((i) => values[i]!)]),
      );
      const model = await fitted(targetEncoder('city'), await sourceOf(part), { target: 'y' });
      const wanted = (await applied(model, await sourceOf({ city: numbers.city! }))).rows;
      foldOf.forEach((own, i) => {
        if (own === fold) expect(rows[i]![0]).toBe(Math.fround(wanted[i]![0]!));
      });
    }
  });

  test('it depends on the seed and on no batch', async () => {
    const rows = await trainingOutput(numbers);
    expect(await trainingOutput(numbers, {}, 1)).toEqual(rows);
    expect(await trainingOutput(numbers, {}, 7)).toEqual(rows);
    expect(await trainingOutput(numbers, { randomState: 1 })).not.toEqual(rows);
  });

  test('in a model, too: what identifies rows is worth nothing', async () => {
    const source = await sourceOf({ id: flags.id!, y: flags.y!, n: flags.y!.map((_, i) => i % 3) });
    const model = await pipeline(columns(targetEncoder('id'), keep('n')), logisticRegression()).fit(source, {
      target: 'y',
    });
    // Encodings of the rows themselves would be 0 or 1 and decide all.
    expect(Math.abs(model.linear!.weights[0]!)).toBeLessThan(0.5);
  });
});

// Sums of floats may round otherwise in another order; counts of classes may not.
test.each([
  ['numbers', numbers, 1e-12],
  ['classes', classes, 0],
  ['two classes', flags, 0],
] as const)('of %s it has the same state in any cut', (_, table, relative) =>
  expectSameState(() => targetEncoder('city'), rowsOf(table), {
    target: 'y',
    task: table === numbers ? 'regression' : 'classification',
    relative,
  }),
);

describe('faults', () => {
  const city = ['a', 'b', 'a', 'b', 'c', 'c'];
  const faultWith = async (y: RowValue[], options: TargetEncoderOptions = {}, task?: 'classification' | 'regression') =>
    faultOf(async () =>
      fitTransform(targetEncoder('city', options), await sourceOf({ city: city.slice(0, y.length), y }), {
        target: 'y',
        task,
      }),
    );

  test('of the target', async () => {
    expect(await faultWith([1, 2, null, 4, 5, 6])).toMatchObject({ code: 'TARGET_MISSING', column: 'y' });
    expect(await faultWith(['a', 'b', null, 'a', 'b', 'a'])).toMatchObject({ code: 'TARGET_MISSING' });
    expect(await faultWith(['a', 'a', 'a', 'a', 'a', 'a'])).toMatchObject({ code: 'TARGET_CONSTANT', value: 'a' });
    expect(await faultWith(['a', 'b', 'c', 'a', 'b', 'c'], { targetType: 'binary' })).toMatchObject({
      code: 'TARGET_INVALID',
    });
    expect(await faultWith(['a', 'b', 'a', 'a', 'b', 'b'], { targetType: 'continuous' })).toMatchObject({
      code: 'TARGET_INVALID',
    });
    expect(await faultWith([1])).toMatchObject({ code: 'ROWS_TOO_FEW' });
    const many = Array.from({ length: 1200 }, (_, i) => `${i}`);
    const fault = await faultOf(async () =>
      fitTransform(targetEncoder('city'), await sourceOf({ city: many, y: many }), { target: 'y' }),
    );
    expect(fault.code).toBe('TARGET_INVALID');
  });

  test('without a target, or of options', async () => {
    const source = await sourceOf({ city });
    expect(await faultOf(() => fitTransform(targetEncoder('city'), source))).toMatchObject({
      code: 'OPTION_INVALID',
      remedy: expect.stringContaining('target'),
    });
    expect((await faultOf(() => targetEncoder({ smooth: -1 }))).code).toBe('OPTION_INVALID');
    expect((await faultOf(() => targetEncoder({ cv: 1 }))).code).toBe('OPTION_INVALID');
  });
});

test('one row at a time has the bits of a batch, after save and load too', async () => {
  const model = await pipeline(columns(targetEncoder('city'), [['n'], simpleImputer()]), ridge()).fit(
    await sourceOf({ ...numbers, n: numbers.y!.map((_, i) => (i % 5 === 0 ? null : i)) }),
    {
      target: 'y',
      features: ['city', 'n'],
    },
  );
  const apply = await sourceOf({ city: ['c1', 'new', null, 'c3'], n: [1, 2, null, 4] });
  const outputs: number[] = [];
  for await (const batch of model.predict(apply)) for (const row of batch) outputs.push(row.prediction as number);
  const alone = [
    { city: 'c1', n: 1 },
    { city: 'new', n: 2 },
    { city: null, n: null },
    { city: 'c3', n: 4 },
  ].map((row) => model.predictOne(row).prediction);
  expect(alone).toEqual(outputs);
});
