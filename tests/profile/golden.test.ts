import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Schema } from '../../src/core/schema.ts';
import { Column } from '../../src/engine/column.ts';
import { TableProfile } from '../../src/engine/table-profile.ts';
import { QUANTILE_SHARES } from '../../src/profile/number-profile.ts';
import { profileSource } from '../../src/profile/profile.ts';
import { batchesOf, column, type Table } from './batches.ts';

/** Equal but for rounding. */
function expectClose(value: number, wanted: number, tolerance = 1e-9): void {
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, '../golden/profile.json'), 'utf8'));
const table = Object.fromEntries(
  Object.entries(golden.table as Record<string, (string | number | null)[]>).map(([name, values]) => [
    name,
    [typeof values.find((value) => value !== null) === 'string' ? 'utf8' : 'float64', values] as const,
  ]),
) satisfies Table;
const schema = new Schema(
  Object.entries(table).map(([name, [type]]) => ({
    name,
    type,
    role: name === 'text' ? 'text' : type === 'utf8' ? 'categorical' : 'numeric',
  })),
);
const found = await profileSource(batchesOf(table, 70), schema);
const numbers = Object.keys(golden.numbers);

describe.each(numbers)('%s', (name) => {
  const { numbers: own } = found.columns.find((one) => one.name === name)!;
  const { quantiles, ...other } = golden.numbers[name];

  it('has the moments of pandas and the quantiles of numpy', () => {
    for (const [key, value] of Object.entries(other)) {
      expectClose((own as never)[key] ?? (own!.outliers as never)[key], value as number);
    }
    for (const [i, value] of Object.values(own!.quantiles).entries()) expectClose(value, quantiles[i]);
  });

  it('has a histogram of all its values', () => {
    const { edges, counts } = own!.histogram!;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
      golden.table[name].filter((value: number | null) => value !== null).length,
    );
    expect(edges[0]).toBeLessThanOrEqual(own!.min);
    expect(edges.at(-1)).toBeGreaterThanOrEqual(own!.max);
    for (const [i, count] of counts.entries()) {
      const isIn = (v: number | null) =>
        v !== null && v >= edges[i]! && (v < edges[i + 1]! || (i === counts.length - 1 && v === edges.at(-1)));
      expect(count).toBe(golden.table[name].filter(isIn).length);
    }
  });
});

it('finds the associations of pandas and scipy', () => {
  const { columns, strength, rank } = found.associations!;
  const at = (name: string) => columns.indexOf(name);
  numbers.forEach((a, i) => {
    numbers.forEach((b, j) => {
      expectClose(strength[at(a)]![at(b)]!, golden.pearson[i][j]);
      expectClose(rank[at(a)]![at(b)]!, golden.spearman[i][j]);
    });
    expectClose(strength[at('group')]![at(a)]!, golden.correlationRatio[a]);
  });
  expectClose(strength[at('group')]![at('kind')]!, golden.cramersV);
  expect(rank[at('group')]![at('kind')]).toBeNull();
});

it('finds lengths and words as Python counts them', () => {
  const { lengths, texts } = found.columns.find(({ name }) => name === 'text')!;
  const { min, max, mean, deviation, empty, words, padded } = golden.text;
  expect(lengths).toMatchObject({ min, max, emptyCount: empty });
  expectClose(lengths!.mean, mean);
  expectClose(texts!.lengthDeviation, deviation);
  expectClose(texts!.words.mean, words);
  expect(texts!.paddedCount).toBe(padded);
});

it('finds the patterns of missing values and the repeated rows of pandas', () => {
  const sorted = (patterns: readonly { columns: readonly string[]; rowCount: number }[]) =>
    patterns.map(({ columns, rowCount }) => `${columns.join(' ')}: ${rowCount}`).sort();
  const all = [...found.missing!.patterns, { columns: [], rowCount: found.missing!.completeRowCount }];
  expect(sorted(all)).toEqual(sorted(golden.patterns));
  expect(found.duplicateRows).toEqual({ count: golden.repeated, exact: true });
});

it('is the same when it is merged from four parts', async () => {
  const types = schema.fields.map(({ type }) => type);
  const whole = new TableProfile({ types, target: undefined, countRepeated: true });
  const parts = [0, 1, 2, 3].map(() => whole.fork());
  const add = (into: TableProfile, rows: readonly number[]) =>
    into.add(
      Float64Array.from(rows),
      Object.values(table).map(([type, values]) =>
        Column.fromData(
          column(
            type,
            rows.map((row) => values[row]!),
          ),
        ),
      ),
      {},
    );
  const rows = Array.from({ length: 600 }, (_, row) => row);
  await add(whole, rows);
  const merged = whole.fork();
  for (const [i, part] of parts.entries()) {
    await add(part, rows.slice(150 * i, 150 * (i + 1)));
    merged.merge(part);
  }
  const finish = (one: TableProfile) =>
    one.finish(
      QUANTILE_SHARES,
      types.map(() => 1000),
      0.2,
      {},
    );
  const [a, b] = [await finish(whole), await finish(merged)];
  expect(b.rows).toEqual(a.rows);
  for (const [i, { numbers: own, ...exact }] of a.columns.entries()) {
    const { numbers: other, ...otherExact } = b.columns[i]!;
    expect(otherExact).toEqual(exact);
    for (const [at, moment] of (own?.moments ?? []).entries()) expectClose(other!.moments[at]!, moment, 1e-12);
    if (own !== undefined) expect(other).toEqual({ ...own, moments: other!.moments });
  }
});
