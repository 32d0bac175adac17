import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/core/column.ts';
import { rowId } from '../../src/expression/index.ts';
import { fromRows } from '../../src/source/memory/from-rows.ts';
import { rowsOfBatch } from '../../src/source/row-values.ts';
import type { Source } from '../../src/source/source.ts';
import type { Split, SplitOptions } from '../../src/source/split.ts';
import { smsLike } from './sms-like.ts';

async function idsOf(source: Source, batchRows?: number): Promise<number[]> {
  const ids: number[] = [];
  for await (const batch of source.scan({ batchRows })) ids.push(...batch.rowIds);
  return ids;
}

async function rowsOf(source: Source): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of source.scan()) rows.push(...rowsOfBatch(batch));
  return rows;
}

async function sidesOf({ train, valid, test }: Split) {
  return { train: await idsOf(train), valid: valid ? await idsOf(valid) : [], test: await idsOf(test) };
}

function count<T>(values: readonly T[], is: (value: T) => boolean): number {
  return values.filter(is).length;
}

const rows = smsLike(3000);
const messages = await fromRows(rows, { roles: { text: 'text' } });

describe('a random split', () => {
  test.each([[0.2], [0.1], [1 / 3], [0.5], [0.0333]])('holds exactly the rounded share of rows, %f', async (share) => {
    const split = await messages.split({ test: share });
    const sides = await sidesOf(split);
    expect(sides.test.length).toBe(Math.round(3000 * share));
    expect(split.test.rowCount).toBe(sides.test.length);
    expect(split.train.rowCount).toBe(sides.train.length);
    expect([...sides.train, ...sides.test].sort((a, b) => a - b)).toEqual([...rows.keys()]);
  });

  test('has a valid side when asked, and the three part the rows', async () => {
    const split = await messages.split({ test: 0.2, valid: 0.1 });
    expect(split.valid.rowCount).toBe(300);
    const { train, valid, test } = await sidesOf(split);
    expect([train.length, valid.length, test.length]).toEqual([2100, 300, 600]);
    expect(new Set([...train, ...valid, ...test]).size).toBe(3000);
    expect(split.summary.rows).toEqual({ train: 2100, valid: 300, test: 600 });
    expect(split.summary.shares.valid).toBeCloseTo(0.1, 12);
  });

  test('keeps rows of equal content on one side, and only then', async () => {
    const { train, valid, test, summary } = await messages.split({ test: 0.2, valid: 0.2 });
    const texts = await Promise.all([train, valid, test].map(async (side) => new Set(textsOf(await rowsOf(side)))));
    for (const text of texts[0]!) expect(texts[1]!.has(text) || texts[2]!.has(text)).toBe(false);
    for (const text of texts[1]!) expect(texts[2]!.has(text)).toBe(false);
    const times = new Map<string, number>();
    for (const { text } of rows) times.set(text, (times.get(text) ?? 0) + 1);
    expect(summary.repeatedRowCount).toBe(count(rows, ({ text }) => times.get(text)! > 1));
    expect(summary.repeatedRowCount).toBeGreaterThan(100);

    const apart = await messages.split({ test: 0.5, keepTogether: 'none' });
    const [a, b] = await Promise.all([apart.train, apart.test].map(async (side) => textsOf(await rowsOf(side))));
    expect(count(a!, (text) => b!.includes(text))).toBeGreaterThan(0);
    expect(apart.summary.repeatedRowCount).toBe(0);
  });

  test('looks at neither identifiers nor derived columns to tell content apart', async () => {
    const withIds = await fromRows(
      rows.map((row, id) => ({ id, ...row })),
      { roles: { id: 'identifier' } },
    );
    const derived = withIds.derive(() => ({ number: rowId() }));
    const { test } = await derived.split({ test: 0.2, randomState: 5 });
    expect(await idsOf(test)).toEqual(await idsOf((await messages.split({ test: 0.2, randomState: 5 })).test));
  });

  test('does not depend on batches, and repeats itself', async () => {
    const expected = await sidesOf(await messages.split({ test: 0.2, valid: 0.1, randomState: 7 }));
    for (const batchRows of [1, 7, 1000, 3000]) {
      const other = await fromRows(rows, { batchRows });
      const split = await other.split({ test: 0.2, valid: 0.1, randomState: 7 });
      expect(await sidesOf(split)).toEqual(expected);
      expect(await idsOf(split.test, 13)).toEqual(expected.test);
      expect(await idsOf(split.test)).toEqual(expected.test);
    }
  });

  test('is another one for another seed', async () => {
    const [a, b] = await Promise.all(
      [0, 1].map(async (randomState) => idsOf((await messages.split({ test: 0.2, randomState })).test)),
    );
    const common = count(a!, (id) => b!.includes(id));
    expect(common).toBeGreaterThan(600 * 0.1);
    expect(common).toBeLessThan(600 * 0.3);
  });

  test('spreads over all rows', async () => {
    const ids = await idsOf((await messages.split({ test: 0.5 })).test);
    const first = count(ids, (id) => id < 1500);
    expect(first).toBeGreaterThan(650);
    expect(first).toBeLessThan(850);
  });

  test('works on filtered sources and on sides, whose rows keep their ids', async () => {
    const odd = messages.filter(rowId().mod(2).eq(1));
    const outer = await odd.split({ test: 0.2 });
    expect(outer.test.rowCount).toBe(300);
    const inner = await outer.train.split({ test: 0.25 });
    expect(inner.test.rowCount).toBe(300);
    const ids = [outer.test, inner.test, inner.train].map((side) => idsOf(side));
    const all = (await Promise.all(ids)).flat().sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 1500 }, (_, i) => 2 * i + 1));
  });

  test('says by how much it is off when repeats are too many for the share', async () => {
    const few = await fromRows(Array.from({ length: 100 }, (_, i) => ({ value: `v${i % 4}` })));
    const { summary } = await few.split({ test: 0.4 });
    expect(summary.rows.test).toBe(50);
    expect(summary.offBy.test).toBe(10);
    expect(summary.warnings).toEqual(['the test side has 10 rows more than its share: equal rows stay together']);
  });
});

function textsOf(rows: readonly Row[]): string[] {
  return rows.map(({ text }) => String(text));
}

describe('a stratified split', () => {
  test('shares out each class exactly', async () => {
    const split = await messages.split({ test: 0.2, valid: 0.15, stratify: 'label', randomState: 42 });
    const spam = count(rows, ({ label }) => label === 'spam');
    const spamIn = async (side: Source) => count(await rowsOf(side), ({ label }) => label === 'spam');
    expect(split.test.rowCount).toBe(600);
    expect(split.valid.rowCount).toBe(450);
    const inTest = await spamIn(split.test);
    const inValid = await spamIn(split.valid);
    expect(Math.abs(inTest - spam * 0.2)).toBeLessThan(1);
    expect(Math.abs(inValid - spam * 0.15)).toBeLessThan(1);
    expect(split.summary.classes?.map(({ value }) => value).sort()).toEqual(['ham', 'spam']);
    expect(split.summary.classes?.find(({ value }) => value === 'spam')?.rows).toEqual({
      train: spam - inTest - inValid,
      valid: inValid,
      test: inTest,
    });
  });

  test('keeps rows together that differ in their class alone', async () => {
    const pairs = Array.from({ length: 400 }, (_, i) => ({ text: `t${i >> 1}`, label: i % 2 === 0 ? 'a' : 'b' }));
    const { train, test, summary } = await (await fromRows(pairs)).split({ test: 0.25, stratify: 'label' });
    const trainTexts = new Set(textsOf(await rowsOf(train)));
    expect(textsOf(await rowsOf(test)).some((text) => trainTexts.has(text))).toBe(false);
    expect(summary.classes?.map(({ rows }) => rows.test)).toEqual([50, 50]);
  });

  test('missing is a class; one that can not be on both sides is a warning', async () => {
    const some = Array.from({ length: 101 }, (_, i) => ({
      x: i,
      y: i === 50 ? 'rare' : i % 10 === 0 ? null : 'often',
    }));
    const { summary } = await (await fromRows(some)).split({ test: 0.2, stratify: 'y' });
    const missing = summary.classes?.find(({ value }) => value === '(missing)');
    expect(missing?.rows.test).toBe(2);
    expect(summary.warnings).toEqual(["y 'rare' has 1 row: none in test"]);
  });

  test('numbers and booleans are classes too', async () => {
    const source = await fromRows(
      Array.from({ length: 90 }, (_, i) => ({ i: i * 1.5, even: i % 2 === 0, three: i % 3 })),
    );
    const byFlag = await source.split({ test: 0.2, stratify: 'even' });
    expect(byFlag.summary.classes?.map(({ rows }) => rows.test)).toEqual([9, 9]);
    const byNumber = await source.split({ test: 0.2, stratify: 'three' });
    expect(byNumber.summary.classes?.map(({ value, rows }) => [value, rows.test])).toEqual([
      ['0', 6],
      ['1', 6],
      ['2', 6],
    ]);
  });

  test('refuses a column of too many classes', async () => {
    const source = await fromRows(Array.from({ length: 10_001 }, (_, i) => ({ i })));
    await expect(source.split({ test: 0.2, stratify: 'i' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

describe('a split by group', () => {
  const grouped = rows.map((row, i) => ({ ...row, person: `p${Math.floor(i / 30)}` }));

  test('keeps groups whole and comes near the share', async () => {
    const { train, test, summary } = await (await fromRows(grouped)).split({ test: 0.2, group: 'person' });
    const people = async (side: Source) => new Set((await rowsOf(side)).map(({ person }) => person));
    const [a, b] = [await people(train), await people(test)];
    expect([...a].some((person) => b.has(person))).toBe(false);
    expect(a.size + b.size).toBe(100);
    expect(summary).toMatchObject({ kind: 'group', column: 'person', unitCount: 100, offBy: { test: 0 } });
  });

  test('names the row without a group', async () => {
    const source = await fromRows(grouped.map((row, i) => (i === 1234 ? { ...row, person: null } : row)));
    await expect(source.split({ test: 0.2, group: 'person' })).rejects.toMatchObject({
      code: 'VALUE_MISSING',
      row: 1234,
      column: 'person',
    });
  });
});

describe('a split by time', () => {
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i));

  test('tests on the last rows, whatever their order', async () => {
    const dated = Array.from({ length: 1000 }, (_, i) => ({ x: i, at: day((i * 7919) % 1000) }));
    const split = await (await fromRows(dated)).split({ time: 'at', test: 0.2, valid: 0.1 });
    const times = async (side: Source) => (await rowsOf(side)).map(({ at }) => (at as Date).getTime());
    const [train, valid, test] = await Promise.all([split.train, split.valid, split.test].map(times));
    expect([train!.length, valid!.length, test!.length]).toEqual([700, 100, 200]);
    expect(Math.max(...train!)).toBeLessThan(Math.min(...valid!));
    expect(Math.max(...valid!)).toBeLessThan(Math.min(...test!));
    expect(split.summary.begins).toEqual({ valid: day(700).getTime(), test: day(800).getTime() });
  });

  test('does not cut within an instant: it takes the nearer end', async () => {
    const dated = Array.from({ length: 100 }, (_, i) => ({ x: i, at: day(i < 85 ? (i < 76 ? 0 : 1) : 2) }));
    const { summary } = await (await fromRows(dated)).split({ time: 'at', test: 0.2 });
    expect(summary.rows.test).toBe(24); // 15 or 24 rows are possible
    expect(summary.offBy.test).toBe(4);
    expect(summary.unitCount).toBe(3);
  });

  test('takes dates and numbers, and no text', async () => {
    const dated = Array.from({ length: 50 }, (_, i) => ({ year: 1950 + i, on: day(i), name: `n${i}` }));
    const source = await fromRows(dated, { types: { on: 'date32' } });
    expect((await source.split({ time: 'year', test: 0.1 })).summary.begins?.test).toBe(1995);
    expect((await source.split({ time: 'on', test: 0.1 })).summary.begins?.test).toBe(day(45).getTime());
    await expect(source.split({ time: 'name', test: 0.1 })).rejects.toMatchObject({ code: 'COLUMN_TYPE' });
  });

  test('names the row without a time', async () => {
    const source = await fromRows([{ at: day(0) }, { at: null }, { at: day(2) }]);
    await expect(source.split({ time: 'at', test: 0.3 })).rejects.toMatchObject({ code: 'VALUE_MISSING', row: 1 });
    const numbers = await fromRows([{ at: 1.5 }, { at: 2.5 }, { at: Number.NaN }]);
    await expect(numbers.split({ time: 'at', test: 0.3 })).rejects.toMatchObject({ code: 'VALUE_MISSING', row: 2 });
  });

  test('needs two instants', async () => {
    const source = await fromRows(Array.from({ length: 20 }, (_, i) => ({ x: i, at: day(0) })));
    await expect(source.split({ time: 'at', test: 0.3 })).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
  });
});

test('a condition decides by itself', async () => {
  const { train, valid, test, summary } = await messages.split({ test: rowId().mod(5).eq(0) });
  expect(await idsOf(test)).toEqual(Array.from({ length: 600 }, (_, i) => 5 * i));
  expect(train.rowCount).toBe(2400);
  expect(valid).toBeUndefined();
  expect(summary).toMatchObject({ kind: 'condition', condition: 'rowId() % 5 = 0', rows: { train: 2400, test: 600 } });
  const byColumn = await messages.split({ test: (c) => c.column('label').eq('spam') });
  expect(byColumn.test.rowCount).toBe(count(rows, ({ label }) => label === 'spam'));
});

test.each<[string, unknown, string]>([
  ['a share of 0', { test: 0 }, 'OPTION_INVALID'],
  ['a share of 1', { test: 1 }, 'OPTION_INVALID'],
  ['no share', {}, 'OPTION_INVALID'],
  ['text for a share', { test: '20%' }, 'OPTION_INVALID'],
  ['shares that leave nothing', { test: 0.6, valid: 0.4 }, 'OPTION_INVALID'],
  ['an unknown option', { test: 0.2, stratfy: 'label' }, 'OPTION_UNKNOWN'],
  ['two ways at once', { test: 0.2, stratify: 'label', group: 'label' }, 'OPTION_INVALID'],
  ['a seed for time', { test: 0.2, time: 'length', randomState: 1 }, 'OPTION_INVALID'],
  ['content for groups', { test: 0.2, group: 'label', keepTogether: 'content' }, 'OPTION_INVALID'],
  ['a condition with more', { test: rowId().eq(1), stratify: 'label' }, 'OPTION_INVALID'],
  ['a condition that is a number', { test: rowId() }, 'EXPRESSION_INVALID'],
  ['a condition that is an object', { test: {} }, 'OPTION_INVALID'],
  ['a missing column', { test: 0.2, stratify: 'lable' }, 'COLUMN_MISSING'],
  ['too few rows', { test: 0.0001 }, 'ROWS_TOO_FEW'],
  ['a condition that is never true', { test: rowId().lt(0) }, 'ROWS_TOO_FEW'],
])('refuses %s', async (_, options, code) => {
  await expect(messages.split(options as SplitOptions)).rejects.toMatchObject({ code });
});

test('an aborted split stops', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(messages.split({ test: 0.2, signal: stop.signal })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('a side tells when the rows are not those that were split', async () => {
  let rowCount = 50;
  const base = await fromRows(rows.slice(0, 60));
  const reader = base.reader;
  const changing = base.filter(rowId().lt(1000));
  Object.defineProperty(changing, 'reader', {
    value: {
      name: 'changing',
      schema: reader.schema,
      rowCount: undefined,
      async *scan(options: object) {
        for await (const batch of reader.scan({ ...options, batchRows: 10 }))
          if (batch.rowIds[0]! < rowCount) yield batch;
      },
    },
  });
  const { train } = await changing.split({ test: 0.2 });
  rowCount = 60;
  await expect(idsOf(train)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
});
