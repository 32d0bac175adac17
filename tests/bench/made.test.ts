import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GENERATORS, type Generator, writeMade } from '../../bench/data/made/index.ts';
import { writeOrders } from '../../bench/data/made/orders.ts';
import { rankOf, zipfShares } from '../../bench/data/zipf.ts';
import { type ColumnData, isValid } from '../../src/core/column.ts';
import { read } from '../../src/source/read.ts';

const all: readonly Generator[] = Object.values(GENERATORS);

function texts(column: ColumnData): (string | null)[] {
  const bytes = Buffer.from(column.values as Uint8Array);
  return Array.from({ length: column.length }, (_, row) =>
    isValid(column, row) ? bytes.toString('utf8', column.offsets![row], column.offsets![row + 1]) : null,
  );
}

function values(column: ColumnData): unknown[] {
  if (column.type === 'utf8') return texts(column);
  return Array.from({ length: column.length }, (_, row) => (isValid(column, row) ? column.values[row] : null));
}

test.each(all)('$name: a row depends on the seed and its number alone', (generator) => {
  const whole = generator.rows(0, 300, 7).map(values);
  const part = generator.rows(120, 180, 7).map(values);
  expect(part).toEqual(whole.map((column) => column.slice(120, 180)));
  expect(generator.rows(0, 300, 8).map(values)).not.toEqual(whole);
  expect(whole.length).toBe(generator.fields.length);
  generator.rows(0, 5, 7).forEach((column, i) => {
    expect(column.type).toBe(generator.fields[i]!.type);
  });
});

test.each(all)('$name: both classes are common', (generator) => {
  const at = generator.fields.findIndex(({ name }) => name === generator.target);
  const share = values(generator.rows(0, 4000, 0)[at]!).reduce<number>((sum, value) => sum + Number(value), 0) / 4000;
  expect(share).toBeGreaterThan(0.15);
  expect(share).toBeLessThan(0.75);
});

test('dense rows are 28 finite numbers, seven of them masses that follow from the others', () => {
  const columns = GENERATORS.dense.rows(0, 2000, 1);
  expect(columns.length).toBe(29);
  for (const column of columns) for (const value of column.values) expect(Number.isFinite(Number(value))).toBe(true);
  const column = (name: string) =>
    columns[GENERATORS.dense.fields.findIndex((field) => field.name === name)]!.values as Float32Array;
  const row = 17;
  const [pt, eta, phi] = (['pt', 'eta', 'phi'] as const).map((part) =>
    [3, 4].map((jet) => column(`jet${jet}_${part}`)[row]!),
  ) as [number[], number[], number[]];
  const squared = 2 * pt[0]! * pt[1]! * (Math.cosh(eta[0]! - eta[1]!) - Math.cos(phi[0]! - phi[1]!));
  expect(column('m_bb')[row]).toBeCloseTo(Math.sqrt(squared), 4);
});

test('mixed rows have categories of 10 to 5,000 values, skewed, and missing values', () => {
  const columns = new Map(GENERATORS.mixed.rows(0, 60_000, 2).map((c, i) => [GENERATORS.mixed.fields[i]!.name, c]));
  const counts = (name: string) => {
    const found = new Map<string | null, number>();
    for (const text of texts(columns.get(name)!)) found.set(text, (found.get(text) ?? 0) + 1);
    return found;
  };
  expect(counts('terminal').size).toBe(11);
  expect(counts('carrier').size).toBe(24);
  expect(counts('aircraft').size).toBeGreaterThan(4500);
  expect(counts('aircraft').size).toBeLessThanOrEqual(5001);
  const origins = [...counts('origin').values()].sort((a, b) => b - a);
  expect(origins[0]! / origins[100]!).toBeGreaterThan(20);
  for (const name of ['terminal', 'destination', 'aircraft', 'distance', 'temperature', 'wind', 'age']) {
    expect(columns.get(name)!.nullCount).toBeGreaterThan(0);
  }
});

test('sparse rows are short texts of many words', () => {
  const documents = texts(GENERATORS.sparse.rows(0, 3000, 3)[0]!).map((text) => text!.split(' '));
  const words = documents.flat();
  expect(words.length / documents.length).toBeGreaterThan(35);
  expect(words.length / documents.length).toBeLessThan(45);
  expect(new Set(words).size).toBeGreaterThan(10_000);
});

test('orders are the same rows whatever the file holds of them, and untidy', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'made-'));
  try {
    const [less, more] = [path.join(folder, 'less.csv'), path.join(folder, 'more.csv')];
    const rows = await writeOrders(less, 1_000_000, 3);
    expect(await writeOrders(more, 4_000_000, 3)).toBeGreaterThan(16_384);
    const text = readFileSync(less, 'utf8');
    expect(readFileSync(more, 'utf8').startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThanOrEqual(1_000_000);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(lines.length).toBe(rows + 1);
    expect(new Set(lines.map((fields) => fields.length))).toEqual(new Set([15]));
    const column = (name: string) => lines.slice(1).map((fields) => fields[lines[0]!.indexOf(name)]!);
    expect(column('distance').filter((value) => value === '-1').length).toBeGreaterThan(0);
    expect(column('distance')).toContain('NA');
    expect(column('city').some((value) => value !== value.trim())).toBe(true);
    expect(column('weight').some((value) => value.endsWith(' g'))).toBe(true);
    expect(new Set(column('duration').map((value) => value.split(' ')[1]))).toEqual(new Set(['minutes', 'hours']));
    expect(new Set(column('customer')).size).toBeGreaterThan(rows / 2);
    await writeOrders(less, 1000, 4);
    expect(text.startsWith(readFileSync(less, 'utf8'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('made rows come back from a file', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'made-'));
  try {
    const file = path.join(folder, 'mixed.parquet');
    await writeMade(file, GENERATORS.mixed, 0, 70_000, 4);
    const source = await read(file);
    expect(source.rowCount ?? (await source.count())).toBe(70_000);
    const [first] = await source.rows(1);
    const expected = GENERATORS.mixed.rows(0, 1, 4).map((column) => values(column)[0]);
    expect(Object.values(first!)).toEqual(expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("ranks are drawn by Zipf's law", () => {
  const ends = zipfShares(3, 1, 1);
  const total = 1 + 1 / 2 + 1 / 3;
  expect(ends[0]).toBeCloseTo(1 / total, 12);
  expect(ends[2]).toBe(1);
  expect([0, 0.54, 0.55, 0.81, 0.82, 0.999].map((at) => rankOf(ends, at))).toEqual([0, 0, 1, 1, 2, 2]);
});
