import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/core/schema.ts';
import { Schema } from '../../src/core/schema.ts';
import { profileSource } from '../../src/profile/profile.ts';
import { batchesOf, type Table } from './batches.ts';

function schemaOf(table: Table, roles: Readonly<Record<string, Role>> = {}): Schema {
  return new Schema(
    Object.entries(table).map(([name, [type]]) => ({
      name,
      type,
      role: roles[name] ?? (type === 'utf8' ? 'categorical' : type === 'boolean' ? 'boolean' : 'numeric'),
    })),
  );
}

const profileTable = (table: Table, roles?: Readonly<Record<string, Role>>, target?: string) =>
  profileSource(batchesOf(table), schemaOf(table, roles), { target });

describe('numbers', () => {
  it('have the moments and quantiles of numpy', async () => {
    const values = [3, -1.5, null, Number.NaN, 0, 12.25, 7, 7, Number.POSITIVE_INFINITY, 100];
    const { columns } = await profileTable({ x: ['float64', values] });
    const { missingCount, missingShare, distinct, numbers, flags } = columns[0]!;
    expect({ missingCount, missingShare, distinct, flags }).toEqual({
      missingCount: 2,
      missingShare: 0.2,
      distinct: { count: 7, exact: true },
      flags: ['infinite'],
    });
    // numpy 2.4: v = [3, -1.5, 0, 12.25, 7, 7, 100]; np.mean(v), np.std(v, ddof=1), np.quantile(v, …)
    expect(numbers).toMatchObject({ min: -1.5, max: 100, zeroCount: 1, negativeCount: 1, infiniteCount: 1 });
    expect(numbers!.mean).toBeCloseTo(18.25, 12);
    expect(numbers!.standardDeviation).toBeCloseTo(36.3498624481579, 12);
    expect(numbers!.quantiles).toMatchObject({ p25: 1.5, p50: 7, p75: 9.625 });
    expect(numbers!.quantiles.p1).toBeCloseTo(-1.41, 12);
    expect(numbers!.quantiles.p95).toBeCloseTo(73.675, 12);
  });

  it('keep their digits when they are large', async () => {
    const { columns } = await profileTable({ x: ['float64', [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]] });
    expect(columns[0]!.numbers!.standardDeviation).toBeCloseTo(Math.sqrt(30), 9);
  });

  it('of 64 bits, and times, are told apart', async () => {
    const { columns } = await profileTable({
      id: ['int64', [2n ** 60n, 2n ** 60n + 1n, null, -5n]],
      at: ['timestamp_us', [0n, 1_000_000n, null, 86_400_000_000n]],
      on: ['date32', [0, 1, null, 10_957]],
    });
    expect(columns[0]!.distinct.count).toBe(3);
    expect(columns[0]!.top!.map(({ value }) => value)).toContain('1152921504606846977');
    expect(columns[1]!.times).toEqual({ first: '1970-01-01T00:00:00.000Z', last: '1970-01-02T00:00:00.000Z' });
    expect(columns[2]!.times).toEqual({ first: '1970-01-01', last: '2000-01-01' });
  });

  it('count 0 and -0 as one value', async () => {
    const { columns } = await profileTable({ x: ['float64', [0, -0, 0, 1]] });
    expect(columns[0]!.top).toEqual([
      { value: 0, count: 3 },
      { value: 1, count: 1 },
    ]);
  });
});

describe('categories and texts', () => {
  it('list their values by count, ties by value', async () => {
    const { columns } = await profileTable({
      c: ['utf8', ['b', 'a', 'b', null, 'c', 'a', 'd']],
      f: ['boolean', [true, false, true, null, true, true, false]],
    });
    expect(columns[0]!.top).toEqual([
      { value: 'a', count: 2 },
      { value: 'b', count: 2 },
      { value: 'c', count: 1 },
      { value: 'd', count: 1 },
    ]);
    expect(columns[1]!.top).toEqual([
      { value: true, count: 4 },
      { value: false, count: 2 },
    ]);
  });

  it('measure lengths in characters, not bytes', async () => {
    const { columns } = await profileTable({ t: ['utf8', ['', 'abc', '日本', '👍🏽', null]] });
    expect(columns[0]!.lengths).toEqual({ min: 0, max: 3, mean: 7 / 4, emptyCount: 1 });
  });

  it('are not confused by values that share bytes', async () => {
    const values = ['a', 'a\0', 'a\0\0', '\0a', 'aaaa', 'aaaa\0', 'aaaaaaaa'];
    const { columns } = await profileTable({ t: ['utf8', values] });
    expect(columns[0]!.distinct.count).toBe(values.length);
  });
});

describe('what is wrong', () => {
  const rows = Array.from({ length: 200 }, (_, i) => i);
  const codes = async (table: Table, roles?: Readonly<Record<string, Role>>, target?: string) =>
    (await profileTable(table, roles, target)).warnings.map(({ code, column }) => `${code} ${column ?? ''}`.trim());

  it('is flagged by column', async () => {
    expect(
      await codes({
        empty: ['float64', rows.map(() => null)],
        sparse: ['float64', rows.map((i) => (i < 90 ? i % 7 : null))],
        same: ['utf8', rows.map(() => 'x')],
        key: ['int32', rows],
        code: ['utf8', rows.map((i) => `k${i}`)],
        price: ['float64', rows.map((i) => i / 3)],
      }),
    ).toEqual(['ALL_MISSING empty', 'MOSTLY_MISSING sparse', 'CONSTANT same', 'IDENTIFIER key', 'IDENTIFIER code']);
  });

  it('finds missing values and numbers that are written as text', async () => {
    const table: Table = {
      job: ['utf8', rows.map((i) => (i % 10 === 0 ? 'NaN' : i % 10 === 1 ? ' ' : `job ${i % 5}`))],
      took: ['utf8', rows.map((i) => (i === 0 ? '?' : `${i % 40} minutes`))],
      zip: ['utf8', rows.map((i) => `A${i % 40}`)],
      row: ['float64', rows],
    };
    expect(await codes(table)).toEqual(['MISSING_AS_TEXT job', 'MISSING_AS_TEXT took', 'NUMBERS_AS_TEXT took']);
    const { warnings } = await profileTable(table);
    expect(warnings[0]!.message).toBe("'job' says ' ', 'NaN' in 40 rows: a missing value written as text");
  });

  it('counts rows that repeat in every column', async () => {
    const table: Table = {
      a: ['int32', [1, 1, 1, 2, 2, null, null]],
      b: ['utf8', ['x', 'x', 'y', 'x', 'x', null, null]],
    };
    const result = await profileTable(table);
    expect(result.duplicateRows).toEqual({ count: 3, exact: true });
    expect(result.warnings[0]).toEqual({
      code: 'DUPLICATE_ROWS',
      message: '3 rows (42.9 %) repeat an earlier row in every column',
    });
  });

  it('tells of a missing, rare or constant target', async () => {
    const label = ['utf8', rows.map((i) => (i === 5 ? null : i % 20 === 0 ? 'spam' : 'ham'))] as const;
    const result = await profileTable({ label, row: ['float64', rows] }, {}, 'label');
    expect(result.target).toEqual({
      name: 'label',
      missingCount: 1,
      classes: [
        { class: 'ham', rowCount: 189, share: 189 / 199 },
        { class: 'spam', rowCount: 10, share: 10 / 199 },
      ],
    });
    expect(result.warnings.map(({ code }) => code)).toEqual(['TARGET_MISSING', 'TARGET_IMBALANCED']);
    expect(result.warnings[1]!.message).toContain("'spam' 5.0 %");
    expect(await codes({ y: ['utf8', rows.map(() => 'a')], row: ['float64', rows] }, {}, 'y')).toEqual([
      'TARGET_CONSTANT y',
    ]);
    const quantity = await profileTable({ y: ['float64', rows] }, {}, 'y');
    expect(quantity.target).toEqual({ name: 'y', missingCount: 0 });
  });
});

describe('many rows', () => {
  const rowCount = 150_000;
  const table: Table = {
    x: ['float64', Array.from({ length: rowCount }, (_, i) => Math.sin(i) * 100)],
    group: ['int32', Array.from({ length: rowCount }, (_, i) => i % 300)],
  };

  it('gives the same answer in any batches and any order of rows', async () => {
    const schema = schemaOf(table);
    const one = await profileSource(batchesOf(table, 7001), schema);
    // 149,993 is prime to 150,000: every row once.
    const order = Array.from({ length: rowCount }, (_, i) => (i * 149_993) % rowCount);
    const other = await profileSource(batchesOf(table, 20_000, order), schema);
    const { mean, standardDeviation, sum, skewness, kurtosis, ...exact } = one.columns[0]!.numbers!;
    const {
      mean: otherMean,
      standardDeviation: otherDeviation,
      sum: otherSum,
      skewness: otherSkewness,
      kurtosis: otherKurtosis,
      ...otherExact
    } = other.columns[0]!.numbers!;
    expect(otherExact).toEqual(exact);
    expect(otherMean).toBeCloseTo(mean, 10);
    expect(otherSum! / rowCount).toBeCloseTo(sum! / rowCount, 10);
    expect(otherSkewness).toBeCloseTo(skewness!, 10);
    expect(otherKurtosis! / kurtosis!).toBeCloseTo(1, 12);
    expect(otherDeviation / standardDeviation).toBeCloseTo(1, 12);
    expect(other.associations).toEqual(one.associations);
    expect(other.missing).toEqual(one.missing);
    expect(other.columns[1]!.top).toEqual(one.columns[1]!.top);
    expect(other.columns[0]!.distinct).toEqual(one.columns[0]!.distinct);
  });

  it('samples for quantiles and estimates distinct counts, and says so', async () => {
    const { columns, quantileRowCount } = await profileSource(batchesOf(table, 50_000), schemaOf(table));
    expect(quantileRowCount).toBeLessThanOrEqual(100_000);
    expect(quantileRowCount).toBeGreaterThan(50_000);
    const { quantiles } = columns[0]!.numbers!;
    expect(Math.abs(quantiles.p50)).toBeLessThan(2);
    expect(quantiles.p75).toBeCloseTo(100 * Math.SQRT1_2, -0.5);
    const { count, exact } = columns[0]!.distinct;
    expect(exact).toBe(false);
    expect(Math.abs(count / rowCount - 1)).toBeLessThan(0.02);
    expect(columns[0]!.top).toBeUndefined();
    expect(columns[1]!.distinct).toEqual({ count: 300, exact: true });
  });
});

describe('at the border', () => {
  it('answers for a source without rows', async () => {
    const result = await profileTable({ x: ['float64', []], t: ['utf8', []] });
    expect(result).toMatchObject({ rowCount: 0, warnings: [], duplicateRows: { count: 0, exact: true } });
    expect(JSON.parse(JSON.stringify(result)).columns[0]).toMatchObject({ missingShare: 0, flags: [] });
  });

  it('refuses a target that is not there', async () => {
    await expect(profileTable({ x: ['float64', [1]] }, {}, 'y')).rejects.toMatchObject({ code: 'COLUMN_MISSING' });
  });

  it('stops when asked to', async () => {
    const controller = new AbortController();
    const table: Table = { x: ['float64', Array.from({ length: 5000 }, (_, i) => i)] };
    async function* aborting() {
      for await (const batch of batchesOf(table)) {
        controller.abort();
        yield batch;
      }
    }
    const profile = profileSource(aborting(), schemaOf(table), { signal: controller.signal });
    await expect(profile).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
