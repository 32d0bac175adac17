import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeDocuments } from '../../bench/data/documents.ts';
import { judge } from '../../bench/data/logistic-objective.ts';
import { readNpy, writeNpy } from '../../bench/data/npy.ts';
import { makeNumberRows } from '../../bench/data/numbers.ts';
import type { Contender } from '../../bench/harness/contender.ts';
import { interleave, median, pairwiseRatio } from '../../bench/harness/rounds.ts';

test('documents are the same for the same seed, and of the lengths of English', () => {
  const { texts, labels } = makeDocuments(200, 5);
  const again = makeDocuments(200, 5);
  expect(again.texts).toEqual(texts);
  expect(again.labels).toEqual(labels);
  // Fewer documents are the first of more.
  expect(makeDocuments(20, 5).texts).toEqual(texts.slice(0, 20));
  expect(makeDocuments(20, 6).texts).not.toEqual(texts.slice(0, 20));
  const tokens = texts.flatMap((text) => text.match(/[\p{L}\p{N}_]{2,}/gu)!);
  const bytes = Buffer.byteLength(texts.join(''));
  expect(bytes / tokens.length).toBeGreaterThan(6);
  expect(bytes / tokens.length).toBeLessThan(9);
  const ones = labels.filter((label) => label === 1).length;
  expect(ones).toBeGreaterThan(70);
  expect(ones).toBeLessThan(130);
});

test('number rows have mean 0 and variance 1', () => {
  const { columns, labels } = makeNumberRows(20_000, 3, 1);
  for (const column of columns) {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const square = column.reduce((sum, value) => sum + value * value, 0) / column.length;
    // Four standard errors.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(column.length));
    expect(Math.abs(square - 1)).toBeLessThan((4 * Math.SQRT2) / Math.sqrt(column.length));
  }
  expect(new Set(labels)).toEqual(new Set([0, 1]));
});

test('arrays come back from NumPy files, whose values begin at a multiple of 64', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'npy-'));
  try {
    const file = path.join(folder, 'array.npy');
    for (const array of [
      Float32Array.of(1.5, -2),
      Float64Array.of(Math.PI),
      Uint32Array.of(2 ** 32 - 1),
      BigInt64Array.of(-1n),
      new Int32Array(0),
    ]) {
      writeNpy(file, array);
      expect(readNpy(file)).toEqual(array);
      const bytes = readFileSync(file);
      expect(bytes.length % 64).toBe(array.byteLength % 64);
    }
    writeNpy(file, new Float32Array(6), [2, 3]);
    expect(readFileSync(file).toString('latin1', 10, 128)).toContain("'shape': (2, 3)");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('rounds take turns, and each answer is checked', async () => {
  const order: string[] = [];
  const contender = (name: string, seconds: number): Contender => ({
    name,
    version: '1.0',
    run: async (request) => {
      order.push(`${name} ${request.of}`);
      return { seconds, peakRssBytes: 1 };
    },
    close: () => undefined,
  });
  const checked: string[] = [];
  const timings = await interleave(
    [contender('a', 1), contender('b', 3)],
    ({ name }) => ({ of: name }),
    ({ name }) => checked.push(name),
  );
  expect(order.slice(0, 4)).toEqual(['a a', 'b b', 'a a', 'b b']);
  expect(checked.length).toBe(order.length);
  expect(pairwiseRatio(timings[1]!.answers, timings[0]!.answers)).toBe(3);
});

test('ratios are taken round by round', () => {
  const answers = (seconds: number[]) => seconds.map((one) => ({ seconds: one, peakRssBytes: 1 }));
  // The second round was slow for both: pairs say 2, medians alone would say 2.5.
  expect(pairwiseRatio(answers([2, 20, 5]), answers([1, 10, 2.5]))).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('the judge of logistic coefficients', () => {
  const design = {
    rows: {
      sparse: true,
      values: Float32Array.of(1, 2, 1),
      offsets: Float64Array.of(0, 1, 1, 3),
      indices: Uint32Array.of(0, 0, 1),
    },
    columnCount: 2,
    labels: Float64Array.of(1, 0, 1),
  } as const;
  const zero = judge(design, new Float64Array(3), 10);
  expect(zero.objective).toBeCloseTo(30 * Math.LN2, 12);
  expect(zero.rocAuc).toBe(0.5);
  const weights = Float64Array.of(1, -1, 0.5);
  const losses = [1.5, -0.5, 1.5].map((margin) => Math.log1p(Math.exp(-margin)));
  const worth = judge(design, weights, 2);
  expect(worth.objective).toBeCloseTo(2 * losses.reduce((a, b) => a + b) + 1, 12);
  expect(worth.logLoss).toBeCloseTo(losses.reduce((a, b) => a + b) / 3, 12);
  expect(worth.rocAuc).toBe(1);
  const dense = { ...design, rows: { sparse: false, values: Float32Array.of(1, 0, 0, 0, 2, 1) } } as const;
  expect(judge(dense, weights, 2)).toEqual(worth);
});
