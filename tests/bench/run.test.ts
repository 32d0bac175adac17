import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BenchResult } from '../../bench/harness/result.ts';

const root = path.join(import.meta.dirname, '../..');
const peersPython = path.join(root, 'bench/peers/.venv/bin/python');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bench-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a task; without peers unless told, because they take seconds to start. */
function bench(args: readonly string[], python = path.join(folder, 'no-python')) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(root, 'bench/run.ts'), ...args],
    { cwd: root, encoding: 'utf8', env: { ...process.env, MILLRACE_PEERS_PYTHON: python } },
  );
  return { status, stdout, stderr };
}

function benchJson(args: readonly string[], python?: string): BenchResult {
  const json = path.join(folder, 'result.json');
  const { status, stdout, stderr } = bench([...args, '--json', json], python);
  // A driver of the GPU may have something to say even so.
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(`Written to ${json}`);
  return JSON.parse(readFileSync(json, 'utf8')) as BenchResult;
}

function expectShape(result: BenchResult): void {
  expect(result.results.length).toBeGreaterThan(0);
  for (const { name, version, seconds, median, peakRssBytes, quality } of result.results) {
    expect(name).toMatch(/^(millrace|scikit-learn)/);
    expect(version).toMatch(/^\d+\.\d+/);
    expect(seconds.length).toBeGreaterThanOrEqual(5);
    expect(seconds.every((one) => one > 0)).toBe(true);
    expect(median).toBeGreaterThanOrEqual(Math.min(...seconds));
    expect(median).toBeLessThanOrEqual(Math.max(...seconds));
    // A Node or Python process alone takes tens of MiB.
    expect(peakRssBytes).toBeGreaterThan(20 * 2 ** 20);
    expect(peakRssBytes).toBeLessThan(4 * 2 ** 30);
    for (const value of Object.values(quality)) expect(value).toEqual(expect.any(Number));
  }
  expect(result.machine).toEqual({
    cpu: expect.any(String),
    cores: expect.any(Number),
    memoryBytes: expect.any(Number),
    isa: expect.any(String),
    node: process.versions.node,
    os: expect.any(String),
    load: expect.any(Number),
  });
}

test('an unknown task is wrong usage and shows the tasks', () => {
  const { status, stderr } = bench(['tfdf']);
  expect(status).toBe(2);
  for (const name of ['tfidf', 'logistic', 'kernel:logistic_gradient_dense']) expect(stderr).toContain(`  ${name}\n`);
});

test.each([[['tfidf', '--rows', '0']], [['tfidf', '--threads', 'all']], [['tfidf', '--fast']], [[]]])(
  '%j is wrong usage',
  (args) => {
    expect(bench(args).status).toBe(2);
  },
);

test('a missing peer fails the task, with what to do', () => {
  const { status, stderr } = bench(['tfidf', '--rows', '20']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/scikit-learn is not installed: run 'npm run bench:setup', or pass --allow-missing/);
});

test('tfidf without peers', () => {
  const result = benchJson(['tfidf', '--rows', '40', '--allow-missing']);
  expectShape(result);
  expect(result).toMatchObject({ task: 'tfidf', rows: 40, threads: 1, seed: 0, ratios: {} });
  expect(Object.keys(result.missing)).toEqual(['scikit-learn']);
  expect(result.results.map(({ name }) => name)).toEqual(['millrace']);
  expect(result.results[0]!.quality.documents).toBe(40);
});

test('several threads are reported apart from one', () => {
  const result = benchJson(['tfidf', '--rows', '40', '--threads', '2', '--allow-missing']);
  expectShape(result);
  expect(result.results.map(({ name }) => name)).toEqual(['millrace', 'millrace, 1 thread']);
  expect(result.oneThread!.speedUp).toBeGreaterThan(0);
  const [all, one] = result.results;
  expect(all!.quality).toEqual(one!.quality);
});

test('logistic without peers, on text and on dense rows', () => {
  const result = benchJson(['logistic', '--rows', '60', '--seed', '3', '--allow-missing']);
  expectShape(result);
  expect(result).toMatchObject({ task: 'logistic', rows: 60, seed: 3 });
  const names = result.results.map(({ name }) => name);
  expect(names).toEqual([
    'millrace newton-cg, text C=1',
    'millrace newton-cg, text C=100',
    'millrace newton-cholesky, dense C=1',
  ]);
  for (const { quality } of result.results) {
    expect(Math.abs(quality.gap!)).toBeLessThanOrEqual(1e-6);
    expect(quality.rocAuc).toBeGreaterThan(0.5);
  }
});

test('tasks read files', () => {
  const file = path.join(folder, 'messages.tsv');
  const words = ['win cash now', 'see you later', 'call me tonight please', 'free prize inside'];
  const rows = Array.from(
    { length: 80 },
    (_, i) => `${i % 4 === 0 || i % 4 === 3 ? 'spam' : 'ham'}\t${words[i % 4]} ${i}`,
  );
  writeFileSync(file, `label\ttext\n${rows.join('\n')}\n`);
  const tfidf = benchJson(['tfidf', '--data', file, '--target', 'text', '--allow-missing']);
  expect(tfidf).toMatchObject({ rows: 80, data: file });
  // 13 words and the numbers 10 to 79
  expect(tfidf.results[0]!.quality.terms).toBe(83);
  const logistic = benchJson(['logistic', '--data', file, '--target', 'label', '--rows', '50', '--allow-missing']);
  expect(logistic.rows).toBe(50);
  expect(logistic.results.map(({ name }) => name)).toContain('millrace newton-cg, text C=1');
  const { status, stderr } = bench(['logistic', '--data', file, '--allow-missing']);
  expect(status).toBe(1);
  expect(stderr).toContain('--target');
});

test('ingest: the same float32 from CSV and Parquet, on one thread and on two', () => {
  const result = benchJson(['ingest', '--rows', '300', '--threads', '2', '--allow-missing']);
  expect(result).toMatchObject({ task: 'ingest', rows: 300 });
  const contenders = ['millrace', 'millrace, 1 thread', 'DuckDB sums'];
  expect(result.results.map(({ name }) => name)).toEqual(
    ['CSV', 'Parquet'].flatMap((format) => contenders.map((name) => `${name}, ${format}`)),
  );
  const sums = result.results.map(({ quality }) => quality.valueSum!);
  for (const sum of sums) expect(Math.abs(sum / sums[0]! - 1)).toBeLessThan(1e-5);
  expect(Object.keys(result.ratios)).toEqual(['DuckDB sums, CSV', 'DuckDB sums, Parquet']);
});

test('files of two sizes are learnt from out of core', () => {
  const result = benchJson(['out-of-core', '--gb', '0.003,0.006']);
  expect(result.results.map(({ name }) => name)).toEqual(['millrace, 0.003 GB', 'millrace, 0.006 GB']);
  const [less, more] = result.results;
  expect(more!.quality.rows! / less!.quality.rows!).toBeCloseTo(2, 1);
  expect(more!.quality.rocAuc).toBeGreaterThan(0.65);
  expect(more!.peakRssBytes).toBeLessThan(1.5 * 2 ** 30);
  expect(Number.isFinite(result.growth)).toBe(true);
  expect(bench(['out-of-core', '--gb', '1,-4']).status).toBe(2);
});

test('features without peers', () => {
  const result = benchJson(['features', '--rows', '300', '--allow-missing']);
  expectShape(result);
  expect(result.results.map(({ name }) => name)).toEqual(['millrace, fit_transform', 'millrace, transform']);
  const [fitted, transformed] = result.results;
  expect(transformed!.quality).toEqual(fitted!.quality);
  expect(fitted!.quality.rows).toBe(300);
});

test('a kernel on each instruction set', () => {
  const result = benchJson(['kernel:logistic_gradient_dense', '--rows', '100']);
  expectShape(result);
  expect(result.rows).toBe(100);
  expect(result.results[0]!.name).toBe(`millrace ${result.machine.isa}`);
  expect(Object.keys(result.ratios)).toEqual(result.results.slice(1).map(({ name }) => name));
});

describe.skipIf(!existsSync(peersPython))('with the peers that bench:setup installs', () => {
  test('tfidf agrees with scikit-learn', () => {
    const result = benchJson(['tfidf', '--rows', '40'], peersPython);
    expectShape(result);
    expect(result.missing).toEqual({});
    expect(Object.keys(result.ratios)).toEqual(['scikit-learn']);
    const [ours, theirs] = result.results;
    for (const key of ['terms', 'nonZeros']) expect(theirs!.quality[key]).toBe(ours!.quality[key]);
  });
});
