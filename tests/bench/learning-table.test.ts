import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileDataSet } from '../../bench/data/data-sets.ts';
import { makeTable, rolesOf, sourceTable } from '../../bench/data/learning-table.ts';
import { GENERATORS } from '../../bench/data/made/index.ts';
import { read } from '../../src/source/read.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'learning-table-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('made rows: the test rows follow those to learn from', async () => {
  const table = await makeTable(path.join(folder, 'made'), GENERATORS.dense, 100, 3);
  expect(table.rowCount).toBe(100);
  expect(table.description).toMatchObject({ target: 'signal', task: 'binary', categorical: [], text: undefined });
  expect(table.description.numeric.length).toBe(28);
  const labels = GENERATORS.dense.rows(100, 100 + table.actual.length, 3).at(-1)!.values;
  expect(table.actual).toEqual(Float64Array.from(labels as Uint8Array));
});

test('any file: every fifth row is for the test, and what the target is made of is no feature', async () => {
  const file = path.join(folder, 'any.csv');
  const lines = Array.from({ length: 60 }, (_, i) =>
    [
      i % 7 === 3 ? '' : i / 2,
      ['red', 'green', ''][i % 3],
      i % 2 === 0,
      `2024-01-${String(1 + (i % 28)).padStart(2, '0')}`,
      (i * 13) % 30,
    ].join(','),
  );
  writeFileSync(file, `size,colour,new,day,delay\n${lines.join('\n')}\n`);
  const table = await sourceTable(path.join(folder, 'any'), await fileDataSet(file, { target: 'delay > 15' }));
  expect(table.description).toEqual({
    target: 'target',
    task: 'binary',
    numeric: ['size', 'new', 'day'],
    categorical: ['colour'],
    text: undefined,
  });
  expect(table.rowCount).toBe(48);
  expect([...table.actual]).toEqual(Array.from({ length: 12 }, (_, i) => ((i * 5 * 13) % 30 > 15 ? 1 : 0)));
  const rows = await (
    await read(path.join(table.folder, 'train.parquet'), { roles: rolesOf(table.description) })
  ).rows();
  // Row 3 of the file is the third to learn from.
  expect(rows[2]).toEqual({ size: null, colour: 'red', new: 0, day: Date.UTC(2024, 0, 4) / 86_400_000, target: 0 });
  const regression = await sourceTable(
    path.join(folder, 'number'),
    await fileDataSet(file, { target: 'delay', most: 20 }),
  );
  expect(regression.description.task).toBe('regression');
  expect(regression.rowCount).toBe(16);
});

test('a target of text with three values is refused, and so is none', async () => {
  const file = path.join(folder, 'three.csv');
  writeFileSync(file, `x,kind\n${Array.from({ length: 30 }, (_, i) => `${i},${'abc'[i % 3]}`).join('\n')}\n`);
  await expect(sourceTable(folder, await fileDataSet(file, { target: 'kind' }))).rejects.toThrow(
    /neither a number nor of two values/,
  );
  await expect(fileDataSet(file, { target: undefined })).rejects.toThrow(/--target/);
});
