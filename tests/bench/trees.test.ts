import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BenchResult } from '../../bench/harness/result.ts';

const root = path.join(import.meta.dirname, '../..');
const peersPython = process.env.MILLRACE_PEERS_PYTHON ?? path.join(root, 'bench/peers/.venv/bin/python');
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bench-trees-'));
  file = path.join(folder, 'rows.csv');
  const rows = Array.from({ length: 500 }, (_, i) => {
    const size = (i * 37) % 101;
    const colour = ['red', 'green', 'blue', ''][(i * 7) % 4]!;
    const value = size + (colour === 'red' ? 40 : 0) + ((i * 13) % 11);
    return `${i % 9 === 0 ? '' : size},${colour},${value},${value > 60 ? 'high' : 'low'}`;
  });
  writeFileSync(file, `size,colour,value,level\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a task, without peers unless told: they take seconds to start. */
function bench(args: readonly string[], python = path.join(folder, 'no-python')) {
  const json = path.join(folder, 'result.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(root, 'bench/run.ts'), ...args, '--json', json],
    { cwd: root, encoding: 'utf8', env: { ...process.env, MILLRACE_PEERS_PYTHON: python } },
  );
  return { status, stderr, result: () => JSON.parse(readFileSync(json, 'utf8')) as BenchResult };
}

function benchJson(args: readonly string[], python?: string): BenchResult {
  const { status, stderr, result } = bench(args, python);
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return result();
}

function expectTimes({ results }: BenchResult): void {
  expect(results.length).toBeGreaterThan(0);
  for (const { name, version, seconds, median, peakRssBytes, quality } of results) {
    expect(version, name).toMatch(/^\d+\.\d+/);
    expect(seconds.length, name).toBeGreaterThanOrEqual(name.startsWith('scikit-learn') ? 1 : 5);
    expect(Math.min(...seconds), name).toBeGreaterThan(0);
    expect(median, name).toBeGreaterThanOrEqual(Math.min(...seconds));
    expect(peakRssBytes, name).toBeGreaterThan(20 * 2 ** 20);
    for (const value of Object.values(quality)) expect(value, name).toEqual(expect.any(Number));
  }
}

const small = ['--rows', '400', '--leaves', '7', '--trees', '5'];

test.each(['dense', 'mixed'])('trees on rows of the generator %s, without peers', (generator) => {
  const result = benchJson(['trees', ...small, '--generator', generator, '--threads', '2', '--allow-missing']);
  expectTimes(result);
  expect(result).toMatchObject({ task: 'trees', rows: 400, threads: 2, ratios: {} });
  expect(result.results.map(({ name }) => name)).toEqual([
    'millrace, 7 leaves',
    'millrace, 1 thread, 7 leaves',
    'millrace, 7 leaves, from Parquet',
    'millrace, 1 thread, 7 leaves, from Parquet',
  ]);
  expect(result.oneThread!.speedUp).toBeGreaterThan(0);
  expect(Object.keys(result.missing)).toEqual(['LightGBM', 'XGBoost', 'scikit-learn']);
  const [own] = result.results;
  expect(own!.quality.rocAuc).toBeGreaterThan(0.5);
  expect(own!.quality.trees).toBe(5);
});

test('trees read files with categories and missing values, of two values or numbers', () => {
  const args = ['--data', file, '--leaves', '7', '--trees', '20', '--allow-missing'];
  const two = benchJson(['trees', ...args, '--target', 'level', '--rows', '300']);
  expect(two.rows).toBe(240);
  const number = benchJson(['trees', ...args, '--target', 'value']);
  expect(number.rows).toBe(400);
  expect(number.results[0]!.quality.r2).toBeGreaterThan(0.5);
  const { status, stderr } = bench(['trees', ...args]);
  expect(status).toBe(1);
  expect(stderr).toContain('--target');
});

test('a missing peer fails the task', () => {
  const { status, stderr } = bench(['trees', ...small]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/LightGBM is not installed: run 'npm run bench:setup', or pass --allow-missing/);
});

test('trees-sparse, trees-flights, forest and trees-memory, without peers', () => {
  const sparse = benchJson(['trees-sparse', ...small, '--allow-missing']);
  expectTimes(sparse);
  expect(Object.keys(sparse.missing)).toEqual(['LightGBM', 'XGBoost']);
  const flights = benchJson(['trees-flights', '--rows', '3000', '--leaves', '7', '--trees', '5', '--allow-missing']);
  expectTimes(flights);
  expect(flights.rows).toBeGreaterThan(2000);
  expect(flights.rows).toBeLessThan(3000);
  const forest = benchJson(['forest', '--rows', '400', '--trees', '5', '--allow-missing']);
  expectTimes(forest);
  expect(forest.results[0]!.quality.leavesPerTree).toBeGreaterThan(5);
  const memory = benchJson(['trees-memory', ...small, '--allow-missing']);
  expect(memory.results[0]!.peakRssBytes).toBeGreaterThan(20 * 2 ** 20);
});

test('accuracy of a file, and of millrace train on it', () => {
  const result = benchJson(['accuracy', '--data', file, '--target', 'level', '--allow-missing']);
  expect(result.results.map(({ name }) => name)).toEqual([
    'millrace, rows.csv',
    'millrace train, no settings, rows.csv',
  ]);
  for (const { quality } of result.results) expect(quality.rocAuc).toBeGreaterThan(0.8);
  expect(result.results[0]!.seconds.length).toBe(5);
});

describe.skipIf(!existsSync(peersPython))('with the peers that bench:setup installs', () => {
  test('trees agree with LightGBM', () => {
    const result = benchJson(['trees', '--rows', '3000', '--leaves', '15', '--trees', '20'], peersPython);
    expectTimes(result);
    expect(result.missing).toEqual({});
    const peers = ['LightGBM', 'LightGBM quantised', 'XGBoost hist', 'scikit-learn, binning too'];
    expect(Object.keys(result.ratios)).toEqual(
      ['', ', from Parquet'].flatMap((way) => peers.map((peer) => `${peer}, 15 leaves${way}`)),
    );
  });

  test('a forest agrees with scikit-learn', () => {
    const result = benchJson(['forest', '--rows', '1500', '--trees', '30'], peersPython);
    expect(Object.keys(result.ratios)).toEqual(['scikit-learn']);
  });

  test("LightGBM's model predicts the same everywhere", () => {
    const result = benchJson(['predict-trees', '--rows', '3000', '--leaves', '15', '--trees', '20'], peersPython);
    expectTimes(result);
    expect(Object.keys(result.ratios)).toEqual(
      ['', ', a row'].flatMap((way) => ['LightGBM', 'ONNX Runtime'].map((peer) => `${peer}, 15 leaves${way}`)),
    );
    for (const { name, quality } of result.results) {
      if (!name.startsWith('ONNX')) expect(quality.largestDifference ?? 0).toBeLessThan(1e-6);
    }
  });
});
