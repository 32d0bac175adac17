import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { ColumnType } from '../../src/core/column.ts';
import { Schema } from '../../src/core/schema.ts';
import { profileColumns } from '../../src/plan/profile-columns.ts';
import { profileSource } from '../../src/profile/profile.ts';
import { renderProfile } from '../../src/report/profile/page.ts';
import { read } from '../../src/source/read.ts';
import { Source } from '../../src/source/source.ts';
import { sharedData } from '../support/shared-data.ts';
import { batchesOf, type Table } from './batches.ts';

const DATA = path.join(import.meta.dirname, '../../node_modules/vega-datasets/data');

function schemaOf(table: Table): Schema {
  return new Schema(
    Object.entries(table).map(([name, [type]]) => ({
      name,
      type,
      role:
        type === 'utf8' ? 'categorical' : type === 'boolean' ? 'boolean' : type === 'date32' ? 'datetime' : 'numeric',
    })),
  );
}
const profileTable = (table: Table, target?: string) => profileSource(batchesOf(table), schemaOf(table), { target });

describe('awkward tables', () => {
  const types: ColumnType[] = ['boolean', 'int8', 'uint64', 'float32', 'float64', 'utf8', 'date32', 'timestamp_us'];

  it.each([0, 1, 3])('of %i rows without a value give a page and JSON', async (rows) => {
    const table = Object.fromEntries(types.map((type) => [type, [type, Array(rows).fill(null)] as const]));
    const found = await profileTable(table, 'utf8');
    expect(found.columns.every(({ missingCount }) => missingCount === rows)).toBe(true);
    expect(found.missing!.completeRowCount).toBe(0);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(await renderProfile(found, { name: 'nothing', version: '1' })).toContain(`${rows} rows`);
  });

  it('of one row are profiled', async () => {
    const found = await profileTable({ x: ['float64', [5]], t: ['utf8', ['a']], d: ['date32', [3]] }, 'x');
    expect(found.columns[0]!.numbers).toMatchObject({ min: 5, max: 5, standardDeviation: 0 });
    expect(found.columns[0]!.numbers!.skewness).toBeUndefined();
    expect(found.columns[2]!.calendar).toEqual({ granularity: 'day', dayCount: 1 });
  });

  it('hold numbers at the edges of float64 and of integers', async () => {
    const table: Table = {
      big: ['float64', [1e308, 1.5e308, -1.7e308, 1e308]],
      odd: ['float64', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1]],
      whole: ['int64', [-(2n ** 63n), 2n ** 63n - 1n, 0n, 0n]],
      high: ['uint64', [2n ** 64n - 1n, 0n, 1n, 1n]],
    };
    const found = await profileTable(table);
    const [big, odd, whole, high] = found.columns;
    expect(big!.numbers).toMatchObject({ min: -1.7e308, max: 1.5e308, mean: 4.5e307 });
    expect(odd!).toMatchObject({ missingCount: 1, distinct: { count: 3 }, numbers: { infiniteCount: 2, max: 1 } });
    expect(whole!.top!.map(({ value }) => value)).toEqual([0, '-9223372036854775808', '9223372036854775807']);
    expect(high!.top!.at(-1)!.value).toBe('18446744073709551615');
  });

  it('may be 10,000 columns wide', async () => {
    const table: Table = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, c) => [`c${c}`, ['int32', Array.from({ length: 20 }, (_, r) => (r * c) % 7)]]),
    );
    const found = await profileTable(table, 'c1');
    expect(found.columns).toHaveLength(10_000);
    expect(found.associations!.columns).toHaveLength(60);
    expect(found.columns[3]!.distinct).toEqual({ count: 7, exact: true });
  });
});

it('keeps the frequent values of a column with too many, within the error it states', async () => {
  const rows = 400_000;
  const values = Array.from({ length: rows }, (_, row) => (row % 20 === 0 ? -1 : row % 50 === 1 ? -2 : row));
  const [column] = (await profileTable({ x: ['int32', values] })).columns;
  expect(column!.distinct.exact).toBe(false);
  const real = new Set(values).size;
  expect(Math.abs(column!.distinct.count / real - 1)).toBeLessThan(4 * column!.distinct.relativeError!);
  for (const [at, value] of [-1, -2].entries()) {
    const count = values.filter((one) => one === value).length;
    expect(column!.top![at]!.value).toBe(value);
    expect(column!.top![at]!.count).toBeLessThanOrEqual(count);
    expect(column!.top![at]!.count + column!.topError!).toBeGreaterThanOrEqual(count);
  }
});

it('tells of change over time', async () => {
  const rows = Array.from({ length: 1200 }, (_, row) => row);
  const table: Table = {
    at: ['date32', rows.map((row) => 10_957 + Math.floor(row / 4))],
    price: ['float64', rows.map((row) => (row < 600 ? row % 10 : 20 + (row % 10)))],
    same: ['utf8', rows.map((row) => `k${row % 3}`)],
  };
  const { changes, warnings } = await profileTable(table);
  expect(changes).toMatchObject({ time: 'at', unit: 'month' });
  expect(changes!.begins.slice(0, 2)).toEqual(['2000-01-01', '2000-02-01']);
  expect(changes!.rowCounts.slice(0, 2)).toEqual([124, 116]);
  const january = rows.slice(0, 124).reduce((sum, row) => sum + (row % 10), 0) / 124;
  expect(changes!.columns[0]!.means![0]).toBeCloseTo(january, 12);
  expect(changes!.columns.map(({ drifts }) => drifts)).toEqual([true, false]);
  expect(warnings.map(({ code }) => code)).toContain('DRIFT');
});

describe('real files', () => {
  it('are read once', async () => {
    const source = await read(path.join(DATA, 'birdstrikes.csv'));
    let scans = 0;
    const { name, schema, rowCount } = source;
    const counted = new Source({
      name,
      schema,
      rowCount,
      scan(options) {
        scans++;
        return source.scan(options);
      },
    });
    const found = await profileColumns(counted, schema.names, { target: 'Wildlife Size' });
    expect(scans).toBe(1);
    expect(found.leakage).toContainEqual(
      expect.objectContaining({ code: 'TARGET_DECIDED', column: 'Wildlife Species' }),
    );
    const page = await renderProfile(found, { name: '<b>birds</b>', version: '1' });
    expect(page).not.toContain('<b>birds</b>');
    expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|<script|@import|NaN|undefined/);
    for (const [, id] of page.matchAll(/href="#([a-z]+)"/g)) expect(page).toContain(`<section id="${id}"`);
  });

  it('hold dates as text', async () => {
    const source = await read(path.join(DATA, 'movies.json'));
    const { warnings } = await profileColumns(source, source.schema.names, {});
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'DATES_AS_TEXT', column: 'Release Date' }));
  });

  const census = sharedData('adult-census.csv');
  test.skipIf(census === undefined)('hold missing values (skipped where the shared data are not)', async () => {
    const source = await read(census!);
    const { missing } = await profileColumns(source, source.schema.names, { target: 'salary' });
    expect(missing!.patterns[0]).toEqual({ columns: ['workclass', 'occupation'], rowCount: 1809 });
  });
});

it('finds values that differ in case and spaces alone', async () => {
  const values = Array.from({ length: 60 }, (_, row) => ['New York', 'new york', 'Boston', 'new  york'][row % 4]!);
  const { warnings } = await profileTable({ city: ['utf8', values] });
  expect(warnings.map(({ code }) => code)).toContain('SIMILAR_VALUES');
});
