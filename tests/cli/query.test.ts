import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { read } from '../../src/index.ts';
import { millrace } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const database = path.join(folder, 'shop.duckdb');
const sql = "SELECT x, k, zip, CASE WHEN x > 250 THEN 'high' ELSE 'low' END AS level FROM t";
const server = 'postgres://u:secret@127.0.0.1:1/db';
let run: string;
let model: string;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t AS
    SELECT (i * 37 % 500)::DOUBLE AS x, i % 3 AS k, ['N1', 'E2', 'S3'][i % 3 + 1] AS zip FROM range(600) r(i)`);
  connection.closeSync();
  instance.closeSync();
  const args = ['--target', 'level', '--learner', 'linear', '--runs', path.join(folder, 'runs'), '--json'];
  const trained = await millrace(['train', database, '--sql', sql, ...args], folder);
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  const found = JSON.parse(trained.stdout) as { run: string; model: string; rows: number };
  expect(JSON.stringify(found.rows)).toContain('600');
  ({ run, model } = found);
});

test('train learns from the rows of a query on a database', () => {
  expect(readFileSync(path.join(run, 'run.json'), 'utf8')).toContain('shop.duckdb');
});

test('profile looks at the rows of a query', async () => {
  const { code, stdout } = await millrace(['profile', database, '--sql', `${sql} LIMIT 450`, '--json']);
  expect(code).toBe(0);
  const found = JSON.parse(stdout);
  expect(found.rowCount).toBe(450);
  expect(found.columns.map(({ name }: { name: string }) => name)).toEqual(['x', 'k', 'zip', 'level']);
});

test('predict answers the rows of a query in order, a learnt text as text', async () => {
  const out = path.join(folder, 'p.csv');
  // Numbers where the model learnt texts: categories never seen.
  const rows = 'SELECT x, k, k AS zip FROM t ORDER BY x, k LIMIT 40';
  const { code, stdout } = await millrace(
    ['predict', model, database, '--sql', rows, '-o', out, '--keep', 'x', '--json'],
    folder,
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 40, errorRows: 0, data: database });
  const found: Record<string, unknown>[] = [];
  for await (const batch of (await read(out)).toArrow()) for (const row of batch) found.push(row.toJSON());
  const x = found.map((row) => row.x as number);
  expect(x).toEqual([...x].sort((a, b) => a - b));
  expect(new Set(found.map((row) => row.prediction))).toEqual(new Set(['low']));
});

test('evaluate measures on the rows of a query', async () => {
  const { code, stdout } = await millrace(['evaluate', model, database, '--sql', `${sql} WHERE x < 400`, '--json']);
  expect(code).toBe(0);
  // Of 0 … 599 by 37, modulo 500: 400 in the first 500, 79 in the rest.
  expect(JSON.parse(stdout).rows).toBe(479);
});

const commands: [string, string[], string[]][] = [
  ['train', ['train'], ['--target', 'level']],
  ['profile', ['profile'], []],
  ['predict', ['predict', 'MODEL'], ['-o', path.join(folder, 'none.csv')]],
  ['evaluate', ['evaluate', 'MODEL'], []],
];

test.each(commands)('%s tells what is wrong with a query, and no password', async (_, before, after) => {
  const call = (data: string, ...options: string[]) =>
    millrace(
      [...before.map((word) => (word === 'MODEL' ? model : word)), data, ...options, ...after, '--json'],
      folder,
    );
  const [wrong, mixed, bare, refused] = await Promise.all([
    call(database, '--sql', 'SELECT nothing FROM t'),
    call(database, '--sql', sql, '--delimiter', ';'),
    call(server),
    call(server, '--sql', 'SELECT 1'),
  ]);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain('QUERY_INVALID');
  expect(mixed.code).toBe(2);
  expect(mixed.stdout).toContain("'delimiter' has no meaning with 'sql'");
  expect(bare.code).toBe(2);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('CONNECTION_FAILED');
  for (const { stdout, stderr } of [bare, refused]) expect(stdout + stderr).not.toContain('secret');
});

test('a command line is kept without the password in a URL', () => {
  expect(commandLine(['train', 'postgres://me:p@ss/w@host:5432/db', '--sql', 'SELECT 1'])).toBe(
    "millrace train 'postgres://me:***@host:5432/db' --sql 'SELECT 1'",
  );
});
