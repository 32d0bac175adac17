// Aggregates by key against the plainest computation of them, and that cuts, rows and files change nothing.
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import type { FittedTransformer } from '../../src/features/transformer.ts';
import {
  columns,
  fitTransform,
  fromRows,
  type KeyAggregatesOptions,
  keep,
  keyAggregates,
  oneHotEncoder,
  ordinalEncoder,
  pipeline,
  type RowValue,
  ridge,
  simpleImputer,
} from '../../src/index.ts';
import { applied, fitted, reloaded } from '../support/applied.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { denseRows, rowsOf as objectsOf, sourceOf, type Table } from '../support/golden-tables.ts';
import { expectSameState } from '../support/states.ts';

const ROWS = 500;
const random = randomStream(3, 'key aggregates');
const uniform = (i: number, what: number) => random.uniform(10_000 * what + i);
const gap = (i: number, what: number) => uniform(i, what) < 0.12;
const rows = Array.from({ length: ROWS }, (_, i) => i);
const table: Table = {
  customer: rows.map((i) => (gap(i, 1) ? null : `c${Math.floor(40 * uniform(i, 2) ** 2)}`)),
  shop: rows.map((i) => (gap(i, 3) ? null : Math.floor(4 * uniform(i, 4)))),
  amount: rows.map((i) => (gap(i, 5) ? null : 1e6 + 100 * uniform(i, 6))),
  city: rows.map((i) => (gap(i, 7) ? null : ['Oslo', 'Ålesund', 'b'][Math.floor(3 * uniform(i, 8))]!)),
  when: rows.map((i) => (gap(i, 9) ? null : new Date(1.6e12 + Math.floor(1000 * uniform(i, 10)) * 1e6))),
};
const source = () => sourceOf(table, { batchRows: 64 });

/** The rows of a key, as positions. */
function rowsOf(key: readonly string[], values: readonly RowValue[]): number[] {
  return rows.filter((i) => key.every((name, k) => table[name]![i] !== null && table[name]![i] === values[k]));
}

/** The plainest statistic of a column over rows. */
function statistic(what: string, at: readonly number[], column: string | undefined): RowValue {
  if (column === undefined) return at.length;
  const found = at.map((i) => table[column]![i]!).filter((value) => value !== null);
  const numbers = found.map(Number);
  const sum = numbers.reduce((total, value) => total + value, 0);
  const n = found.length;
  if (what === 'count') return n;
  if (what === 'distinct') return new Set(numbers.some(Number.isNaN) ? found : numbers).size;
  if (n === 0) return null;
  if (what === 'sum') return sum;
  if (what === 'mean') return sum / n;
  if (what === 'min') return Math.min(...numbers);
  if (what === 'max') return Math.max(...numbers);
  if (what === 'first') return found[0]!;
  if (what === 'last') return found.at(-1)!;
  if (n === 1) return null;
  return Math.sqrt(numbers.reduce((total, value) => total + (value - sum / n) ** 2, 0) / (n - 1));
}

const ofAmount = ['count', 'sum', 'mean', 'std', 'min', 'max', 'distinct', 'first', 'last'] as const;
const aggregates = {
  visits: 'count',
  ...Object.fromEntries(ofAmount.map((what) => [`${what} amount`, { [what]: 'amount' }])),
  cities: { distinct: 'city' },
  'city known': { count: 'city' },
  days: { distinct: 'when' },
} as KeyAggregatesOptions['aggregates'];

async function expectJoined(model: FittedTransformer, key: readonly string[], apply: Table) {
  const made = await applied(model, await sourceOf(apply));
  expect(made.names).toEqual(Object.keys(aggregates));
  made.rows.forEach((row, i) => {
    const at = rowsOf(
      key,
      key.map((name) => apply[name]![i]!),
    );
    Object.entries(aggregates).forEach(([name, one], k) => {
      const [what, column] = one === 'count' ? ['count', undefined] : Object.entries(one)[0]!;
      const wanted = statistic(what, at, column) ?? Number.NaN;
      if (Number.isNaN(wanted)) expect(row[k], `${name} of row ${i}`).toBeNaN();
      else
        expectClose([row[k]!], [wanted as number], { relative: what === 'std' ? 1e-9 : 1e-12 }, `${name} of row ${i}`);
    });
  });
}

describe('statistics by key', () => {
  test.each([
    ['one column of text', ['customer']],
    ['one column of numbers', ['shop']],
    ['two columns', ['customer', 'shop']],
    ['three columns', ['shop', 'city', 'customer']],
  ])('of %s', async (_, key) => {
    const model = await fitted(keyAggregates({ key, aggregates }), await source());
    const apply: Table = {
      customer: [...table.customer!.slice(0, 60), 'new', null, 'c1'],
      shop: [...table.shop!.slice(0, 60), 0, 1, 99],
      city: [...table.city!.slice(0, 60), 'b', 'b', 'nowhere'],
    };
    await expectJoined(model, key, apply);
    await expectJoined(reloaded(model), key, apply);
  });

  test('of a column that varies less than its size', async () => {
    const near = [1e9, 1e9 + 1e-3, 1e9 + 2e-3, 1e9 + 3e-3];
    const model = await fitted(
      keyAggregates({ key: 'k', aggregates: { spread: { std: 'x' }, equal: { std: 'same' } } }),
      await sourceOf({ k: ['a', 'a', 'a', 'a'], x: near, same: [0.1, 0.1, 0.1, 0.1] }),
    );
    const mean = near.reduce((sum, x) => sum + (x - 1e9), 0) / 4;
    const spread = Math.sqrt(near.reduce((sum, x) => sum + (x - 1e9 - mean) ** 2, 0) / 3);
    const made = await applied(model, await sourceOf({ k: ['a'] }));
    expectClose(made.rows[0]!, [spread, 0], { relative: 1e-9 });
  });

  test('text and times are columns again', async () => {
    const model = keyAggregates({
      key: 'customer',
      aggregates: { lastCity: { last: 'city' }, seen: { max: 'when' }, visits: 'count' },
    });
    const steps = pipeline(columns(model), columns(keep('visits'), oneHotEncoder('lastCity'), ordinalEncoder('seen')));
    const filled = pipeline(steps, simpleImputer('seen', { strategy: 'constant', fillValue: -1 }));
    const { matrix, getFeatureNamesOut } = await fitTransform(filled, await source());
    const names = getFeatureNamesOut();
    expect(names.slice(0, 4)).toEqual(['visits', 'lastCity=Oslo', 'lastCity=b', 'lastCity=Ålesund']);
    const made = denseRows(matrix);
    const times = [...new Set(rows.map((i) => timeOf(i)).filter((time) => time !== null))].sort((a, b) => a - b);
    rows.forEach((i) => {
      const at = rowsOf(['customer'], [table.customer![i]!]);
      const city = statistic('last', at, 'city');
      const hot = names.findIndex((name) => name === `lastCity=${city ?? '(missing)'}`);
      expect(made[i]![hot], `row ${i}`).toBe(1);
      const time = timeOf(i);
      expect(made[i]![names.indexOf('seen')], `row ${i}`).toBe(time === null ? -1 : times.indexOf(time));
    });
  });

  function timeOf(i: number): number | null {
    return statistic('max', rowsOf(['customer'], [table.customer![i]!]), 'when') as number | null;
  }

  test('first and last go by a column of times on request, missing ones first', async () => {
    const make = (orderBy?: string) =>
      keyAggregates({
        key: 'k',
        aggregates: { first: { first: 'x' }, last: { last: 'x' } },
        ...(orderBy ? { orderBy } : {}),
      });
    const given: Table = {
      k: ['a', 'a', 'a', 'a', 'b'],
      x: [1, 2, 3, null, 5],
      t: [new Date(3e9), new Date(1e9), new Date(2e9), new Date(9e9), null],
      n: [1, null, 2, 0, 1],
    };
    const apply = await sourceOf({ k: ['a', 'b'] });
    const of = async (orderBy?: string) =>
      (await applied(await fitted(make(orderBy), await sourceOf(given)), apply)).rows;
    expect(await of()).toEqual([
      [1, 3],
      [5, 5],
    ]);
    expect(await of('t')).toEqual([
      [2, 1],
      [5, 5],
    ]);
    expect(await of('n')).toEqual([
      [2, 3],
      [5, 5],
    ]);
  });
});

describe('leaveOneOut', () => {
  const options = {
    key: 'customer',
    aggregates: {
      n: 'count',
      known: { count: 'amount' },
      cities: { count: 'city' },
      mean: { mean: 'amount' },
      sum: { sum: 'amount' },
      std: { std: 'amount' },
    },
  } as const;
  const names = Object.keys(options.aggregates);

  async function trainingRows(given: Table, leaveOneOut: boolean): Promise<number[][]> {
    const filled = simpleImputer(names, { strategy: 'constant', fillValue: -1 });
    const steps = pipeline(columns(keyAggregates({ ...options, leaveOneOut })), filled);
    const { matrix } = await fitTransform(steps, await sourceOf(given, { batchRows: 50 }));
    return denseRows(matrix);
  }

  test('takes a training row out of its own aggregates', async () => {
    const made = await trainingRows(table, true);
    for (const i of rows) {
      const at = rowsOf(['customer'], [table.customer![i]!]).filter((j) => j !== i);
      const wanted = Object.values(options.aggregates).map((one) => {
        const [what, column] = one === 'count' ? ['count', undefined] : Object.entries(one)[0]!;
        return (statistic(what, at, column) as number | null) ?? -1;
      });
      expectClose(made[i]!, wanted, { relative: 2e-7 }, `row ${i}`);
    }
  });

  test('so that no row sees its own value; by default it does', async () => {
    const watched = rows.find(
      (i) => table.amount![i] !== null && rowsOf(['customer'], [table.customer![i]!]).length > 3,
    )!;
    const amount = table.amount!.map((value, i) => (i === watched ? -1e5 : value));
    const [before, after] = [await trainingRows(table, true), await trainingRows({ ...table, amount }, true)];
    expect(after[watched]).toEqual(before[watched]);
    expect(after).not.toEqual(before);
    const [plain, changed] = [await trainingRows(table, false), await trainingRows({ ...table, amount }, false)];
    expect(changed[watched]).not.toEqual(plain[watched]);
  });

  test('rows to come are joined to all training rows', async () => {
    const [left, all] = await Promise.all(
      [true, false].map(async (leaveOneOut) => fitted(keyAggregates({ ...options, leaveOneOut }), await source())),
    );
    const apply = await source();
    expect((await applied(left!, apply)).rows).toEqual((await applied(all!, apply)).rows);
  });

  test('is refused where a row can not be taken out', async () => {
    const fault = await faultOf(() => keyAggregates({ key: 'k', aggregates: { m: { max: 'x' } }, leaveOneOut: true }));
    expect(fault).toMatchObject({ code: 'OPTION_INVALID', value: 'm' });
  });
});

describe('batches and parts', () => {
  test.each([[['customer']], [['customer', 'shop', 'city']]])('of key %s change nothing', async (key) => {
    const exact = {
      n: 'count',
      min: { min: 'amount' },
      max: { max: 'amount' },
      distinct: { distinct: 'amount' },
      first: { first: 'city' },
      last: { last: 'city' },
      lastAmount: { last: 'amount' },
      cities: { distinct: 'city' },
      // Sums keep more digits than they show: their order is not to be seen.
      sum: { sum: 'amount' },
      mean: { mean: 'amount' },
      std: { std: 'amount' },
    } as const;
    for (const orderBy of [undefined, 'when']) {
      const build = () => keyAggregates({ key, aggregates: exact, ...(orderBy ? { orderBy } : {}) });
      await expectSameState(build, objectsOf(table), { relative: 0 });
    }
  });

  test('one row alone has the bits of a batch', async () => {
    const y = rows.map((i) => uniform(i, 20));
    const model = await pipeline(
      keyAggregates({
        key: ['customer', 'shop'],
        aggregates: { n: 'count', mean: { mean: 'amount' }, last: { last: 'city' } },
      }),
      columns(keep('n'), [['mean'], simpleImputer()], oneHotEncoder('last')),
      ridge(),
    ).fit(await sourceOf({ ...table, y }), { target: 'y' });
    expect([...model.inputs].sort()).toEqual(['customer', 'shop']);
    const outputs: number[] = [];
    for await (const batch of model.predict(await source()))
      for (const row of batch) outputs.push(row.prediction as number);
    for (const i of rows.slice(0, 60)) {
      expect(model.predictOne({ customer: table.customer![i]!, shop: table.shop![i]! }).prediction).toBe(outputs[i]);
    }
  });

  test('a hundred thousand keys', async () => {
    const many = Array.from({ length: 150_000 }, (_, i) => ({ id: (i * 48_271) % 100_003, x: i % 10 }));
    const model = await fitted(
      keyAggregates({ key: 'id', aggregates: { n: 'count', sum: { sum: 'x' }, kinds: { distinct: 'x' } } }),
      await fromRows(many),
    );
    const made = await applied(model, await fromRows(many.slice(0, 5000)));
    for (const [i, row] of made.rows.entries()) {
      const own = [many[i]!, many[i + 100_003]].flatMap((one) => one?.x ?? []);
      expect(row, `row ${i}`).toEqual([own.length, own.reduce((a, b) => a + b, 0), new Set(own).size]);
    }
  });
});

test('faults name what is wrong', async () => {
  const of = async (options: KeyAggregatesOptions) =>
    faultOf(async () => fitted(keyAggregates(options), await source()));
  expect(await of({ key: 'nope', aggregates: { n: 'count' } })).toMatchObject({
    code: 'COLUMN_MISSING',
    column: 'nope',
  });
  expect(await of({ key: 'shop', aggregates: { n: { mean: 'nope' } } })).toMatchObject({ code: 'COLUMN_MISSING' });
  expect(await of({ key: 'shop', aggregates: { n: { mean: 'city' } } })).toMatchObject({
    code: 'COLUMN_TYPE',
    column: 'city',
  });
  expect(await of({ key: 'shop', aggregates: { n: { sum: 'when' } } })).toMatchObject({
    code: 'COLUMN_TYPE',
    column: 'when',
  });
  expect(await of({ key: 'shop', aggregates: { city: 'count' } })).toMatchObject({
    code: 'COLUMN_DUPLICATE',
    column: 'city',
  });
  expect(await of({ key: 'shop', aggregates: { n: { last: 'city' } }, orderBy: 'city' })).toMatchObject({
    code: 'COLUMN_TYPE',
  });
  expect(await of({ key: 'shop', aggregates: {} })).toMatchObject({ code: 'OPTION_INVALID' });
  expect(await of({ key: 'shop', aggregates: { n: { median: 'amount' } as never } })).toMatchObject({
    code: 'OPTION_INVALID',
  });
});
