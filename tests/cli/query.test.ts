import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { millrace } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

test('train learns from the rows of a query on a database', async () => {
  const database = path.join(folder, 'shop.duckdb');
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run('CREATE TABLE t AS SELECT (i * 37 % 500)::DOUBLE AS x, i % 3 AS k FROM range(600) r(i)');
  connection.closeSync();
  instance.closeSync();
  const sql = "SELECT x, k, CASE WHEN x > 250 THEN 'high' ELSE 'low' END AS level FROM t";
  const { code, stdout, stderr } = await millrace(
    [
      'train',
      database,
      '--sql',
      sql,
      '--target',
      'level',
      '--learner',
      'linear',
      '--runs',
      path.join(folder, 'runs'),
      '--json',
    ],
    folder,
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const { run, rows } = JSON.parse(stdout) as { run: string; rows: number };
  expect(JSON.stringify(rows)).toContain('600');
  expect(readFileSync(path.join(run, 'run.json'), 'utf8')).toContain('shop.duckdb');
  const wrong = await millrace(
    ['train', database, '--sql', 'SELECT nothing FROM t', '--target', 'level', '--json'],
    folder,
  );
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain('QUERY_INVALID');
  const mixed = await millrace(['train', database, '--sql', sql, '--delimiter', ';', '--target', 'level'], folder);
  expect(mixed.code).toBe(2);
  const bare = await millrace(['train', 'postgres://u:secret@127.0.0.1:1/db', '--target', 'level', '--json'], folder);
  expect(bare.code).toBe(2);
  const refused = await millrace(
    ['train', 'postgres://u:secret@127.0.0.1:1/db', '--sql', 'SELECT 1', '--target', 'level', '--json'],
    folder,
  );
  expect(refused.stdout).toContain('CONNECTION_FAILED');
  expect(refused.stdout + refused.stderr).not.toContain('secret');
});

test('a command line is kept without the password in a URL', () => {
  expect(commandLine(['train', 'postgres://me:p@ss/w@host:5432/db', '--sql', 'SELECT 1'])).toBe(
    "millrace train 'postgres://me:***@host:5432/db' --sql 'SELECT 1'",
  );
});
