import { describe, expect, test } from 'vitest';
import { fromRows, keep, logisticRegression, pipeline, read, type Source, standardScaler } from '../../../src/index.ts';
import { counted } from '../../support/counting-reader.ts';
import { faultOf } from '../../support/fault.ts';
import { file, temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();

async function made(rows: number, batchRows = 16_384): Promise<Source> {
  const items = Array.from({ length: rows }, (_, i) => ({
    i,
    text: i % 5 === 0 ? null : `row ${i}`,
    flag: i % 3 === 0,
    x: i % 7 === 0 ? null : i / 2,
  }));
  return fromRows(items, { batchRows });
}

async function idsOf(source: Source, batchRows?: number): Promise<number[]> {
  const ids: number[] = [];
  for await (const batch of source.scan({ batchRows, columns: [] })) ids.push(...batch.rowIds);
  return ids;
}

/** Each row's values belong to its id. */
async function expectWholeRows(source: Source): Promise<number> {
  let rows = 0;
  for await (const batch of source.batch(50)) {
    for (const [at, row] of batch.rows().entries()) {
      const i = batch.rowIds[at]!;
      expect(row).toEqual({
        i: BigInt(i),
        text: i % 5 === 0 ? null : `row ${i}`,
        flag: i % 3 === 0,
        x: i % 7 === 0 ? null : i / 2,
      });
      rows++;
    }
  }
  return rows;
}

const range = (begin: number, end: number) => Array.from({ length: end - begin }, (_, i) => begin + i);
const ascending = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

describe('take and skip', () => {
  test('give the rows between two positions, with their ids, in any batches', async () => {
    for (const batchRows of [1, 7, 100, undefined]) {
      const source = await made(100, batchRows);
      const middle = source.skip(13).take(20);
      expect(middle.rowCount).toBe(20);
      expect(await idsOf(middle, 6)).toEqual(range(13, 33));
      expect(await expectWholeRows(middle)).toBe(20);
      expect(await idsOf(source.take(0))).toEqual([]);
      expect(await idsOf(source.skip(100))).toEqual([]);
      expect(source.skip(101).rowCount).toBe(0);
      expect(await idsOf(source.take(1000))).toEqual(range(0, 100));
    }
  });

  test('read no more than they need', async () => {
    const { source, reader } = counted(await made(1000, 10));
    await idsOf(source.take(25));
    expect(reader.rows).toBe(30);
  });

  test('after a filter count the rows that are left', async () => {
    const kept = (await made(100))
      .filter((c) => c.i!.ge(50))
      .skip(2)
      .take(3);
    expect(kept.rowCount).toBeUndefined();
    expect(await idsOf(kept)).toEqual([52, 53, 54]);
  });
});

describe('shuffle', () => {
  test('gives each row once, whole, in an order that no batch changes', async () => {
    for (const buffer of [1, 10, 64, 1000, 5000]) {
      const orders = await Promise.all(
        [1, 7, 100, 16_384].map(async (batchRows) =>
          idsOf((await made(1000, batchRows)).shuffle(buffer, 42), batchRows),
        ),
      );
      for (const order of orders) expect(order).toEqual(orders[0]);
      expect(ascending(orders[0]!)).toEqual(range(0, 1000));
      expect(await expectWholeRows((await made(1000, 33)).shuffle(buffer, 42))).toBe(1000);
    }
  });

  test('is the same in each pass and another with another seed', async () => {
    const source = await made(500);
    const shuffled = source.shuffle(500, 1);
    expect(await idsOf(shuffled)).toEqual(await idsOf(shuffled));
    expect(await idsOf(source.shuffle(500, 2))).not.toEqual(await idsOf(shuffled));
    expect(await idsOf(source.shuffle(1))).toEqual(range(0, 500));
  });

  test('of all rows gives every order alike', async () => {
    const source = await made(4);
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2400; seed++) {
      const order = (await idsOf(source.shuffle(4, seed))).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // 100 expected of each; 6 standard deviations of 10 either way
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(60);
  });

  test('reaches as far back as its buffer', async () => {
    const order = await idsOf((await made(1000)).shuffle(10, 3));
    // A row can't leave before the buffer has taken it in.
    for (const [position, id] of order.entries()) expect(id).toBeLessThan(position + 11);
  });

  test('anew in each pass only where one pass is all that is made', async () => {
    const source = await made(200);
    const again = source.shuffle(200, 1, { reshuffleEachPass: true });
    const first = await idsOf(again);
    const second = await idsOf(again);
    expect(second).not.toEqual(first);
    expect(ascending(second)).toEqual(range(0, 200));
    const learner = pipeline(keep(['x']), standardScaler(['x']), logisticRegression());
    const known = again.filter((c) => c.x!.ge(0));
    const fault = await faultOf(() => learner.fit(known, { target: 'flag' }));
    expect(fault.code).toBe('OPTION_INVALID');
    expect(fault.remedy).toMatch(/cache/);
    const kept = known.cache('memory');
    expect(await idsOf(kept)).toEqual(await idsOf(kept));
    await expect(learner.fit(kept, { target: 'flag' })).resolves.toBeDefined();
  });

  test('comes after a split, and is known to the guard of trained rows', async () => {
    const source = await made(300);
    const fault = await faultOf(() => source.shuffle(300).split({ test: 0.2 }));
    expect(fault.code).toBe('OPTION_INVALID');
    expect((await faultOf(() => source.repeat(2).split({ test: 0.2 }))).code).toBe('OPTION_INVALID');
    const { train, test: held } = await source.filter((c) => c.x!.ge(0)).split({ test: 0.2 });
    const learner = pipeline(keep(['x']), logisticRegression());
    const model = await learner.fit(train.shuffle(100, 5).repeat(2), { target: 'flag' });
    expect((await faultOf(() => model.evaluate(train))).code).toBe('ROWS_TRAINED_ON');
    expect((await faultOf(() => model.evaluate(train.concat(held)))).code).toBe('ROWS_TRAINED_ON');
    await expect(model.evaluate(held)).resolves.toBeDefined();
  });
});

describe('repeat, concat and interleave', () => {
  test('repeat keeps ids, so that copies are one row to folds and guards', async () => {
    const twice = (await made(10)).repeat(2);
    expect(twice.rowCount).toBe(20);
    expect(await idsOf(twice)).toEqual([...range(0, 10), ...range(0, 10)]);
    expect(await expectWholeRows(twice)).toBe(20);
  });

  test('a fit on repeated rows is that of weights of two', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ x: (i * 7) % 60, w: 2, y: i % 4 === 0 ? 'a' : 'b' }));
    const source = await fromRows(rows);
    const learner = () => pipeline(keep(['x']), logisticRegression({ tol: 1e-10 }));
    const repeated = await learner().fit(source.repeat(2), { target: 'y' });
    const weighted = await learner().fit(source, { target: 'y', weight: 'w' });
    const of = (model: typeof repeated) => model.predictOne({ x: 12 }).probability.a;
    expect(of(repeated)).toBeCloseTo(of(weighted)!, 8);
  });

  test('concat numbers rows of different origins anew and keeps the ids of sides', async () => {
    const [a, b] = [await made(10), await made(5)];
    const both = a.concat(b, a);
    expect(both.rowCount).toBe(25);
    expect(await idsOf(both, 4)).toEqual(range(0, 25));
    const { train, test: held } = await a.split({ test: 0.3, keepTogether: 'none' });
    expect(ascending(await idsOf(held.concat(train)))).toEqual(range(0, 10));
    expect(held.concat(train).reader.origin).toBe(a.reader.origin);
    await expect(a.concat(b).split({ test: 0.3 })).resolves.toBeDefined();
  });

  test('concat takes columns in any order and refuses others', async () => {
    const a = await fromRows([{ x: 1, s: 'a' }]);
    const b = await fromRows([{ s: 'b', x: 2 }]);
    expect(await a.concat(b).rows()).toEqual([
      { x: 1n, s: 'a' },
      { x: 2n, s: 'b' },
    ]);
    expect((await faultOf(async () => a.concat(await fromRows([{ x: 1 }])))).code).toBe('COLUMN_MISSING');
    expect((await faultOf(async () => (await fromRows([{ x: 1 }])).concat(a))).column).toBe('s');
    expect((await faultOf(async () => a.concat(await fromRows([{ x: 1.5, s: 'a' }])))).code).toBe('COLUMN_TYPE');
  });

  test('interleave takes blocks in turn, in any batches', async () => {
    const a = await fromRows(range(0, 7).map((i) => ({ i, t: `a${i}` })));
    const b = await fromRows(range(100, 103).map((i) => ({ i, t: `b${i}` })));
    const c = await fromRows(
      range(200, 205).map((i) => ({ i, t: null as string | null })),
      { types: { t: 'utf8' } },
    );
    for (const batchRows of [1, 2, 3, 100]) {
      const mixed = a.interleave([b, c], { blockRows: 2 });
      expect(mixed.rowCount).toBe(15);
      const values: number[] = [];
      const ids: number[] = [];
      for await (const batch of mixed.scan({ batchRows })) {
        expect(batch.length).toBeLessThanOrEqual(batchRows);
        values.push(...[...batch.columns.get('i')!.data.values].map(Number));
        ids.push(...batch.rowIds);
      }
      expect(values).toEqual([0, 1, 100, 101, 200, 201, 2, 3, 102, 202, 203, 4, 5, 204, 6]);
      expect(ids).toEqual(range(0, 15));
    }
    const mixed = await a.interleave(b).rows(3);
    expect(mixed.map(({ t }) => t)).toEqual(['a0', 'b100', 'a1']);
  });
});

test('derived columns stay with what is made from the source', async () => {
  const source = (await made(20)).derive((c) => ({ twice: c.i!.mul(2) }));
  for (const other of [
    source.take(5),
    source.shuffle(5),
    source.repeat(2),
    source.prefetch(1),
    source.cache('memory'),
  ]) {
    expect(other.derived.map(({ name }) => name)).toEqual(['twice']);
  }
  expect(source.concat(source).derived.length).toBe(1);
  const plain = await source.map((row) => row);
  expect(plain.derived).toEqual([]);
});

test.each([
  ['take', -1],
  ['skip', 0.5],
  ['shuffle', 0],
  ['repeat', 0],
  ['repeat', Infinity],
  ['prefetch', 0],
  ['batch', 0],
] as const)('%s(%d) is refused', async (method, value) => {
  const source = await made(3);
  expect((await faultOf(() => source[method](value))).code).toBe('OPTION_INVALID');
});

test('files behave as rows in memory do', async () => {
  const csv = file(
    folder,
    'numbers.csv',
    `i,s\n${range(0, 5000)
      .map((i) => `${i},t${i % 9}`)
      .join('\n')}\n`,
  );
  const source = await read(csv);
  expect(await idsOf(source.shuffle(600, 9), 100)).toEqual(await idsOf(source.shuffle(600, 9)));
  expect(ascending(await idsOf(source.shuffle(600, 9).prefetch(3)))).toEqual(range(0, 5000));
  for await (const batch of source.prefetch(3).shuffle(100).scan({ batchRows: 10 })) {
    expect(batch.length).toBe(10);
    break;
  }
});
