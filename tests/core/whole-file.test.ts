import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeWhole } from '../../src/core/whole-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-whole-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('replaces an older file and leaves nothing aside', async () => {
  const file = path.join(folder, 'a.txt');
  await writeFile(file, 'old');
  await writeWhole(file, (handle) => handle.writeFile('new'));
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('what fails in the middle leaves the older file, nothing aside, and its own error', async () => {
  const file = path.join(folder, 'a.txt');
  const failing = writeWhole(file, async (handle) => {
    await handle.writeFile('half');
    throw new Error('the middle');
  });
  await expect(failing).rejects.toThrow('the middle');
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('a process killed in the middle leaves nothing under the name', async () => {
  const file = path.join(folder, 'killed.txt');
  const module = path.join(import.meta.dirname, '../../dist/core/whole-file.js');
  const script = `
    import { writeWhole } from ${JSON.stringify(module)};
    await writeWhole(${JSON.stringify(file)}, async (handle) => {
      await handle.writeFile('half');
      console.log('half');
      setInterval(() => {}, 1000);
      await new Promise(() => {});
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const names = await readdir(folder);
  expect(names).not.toContain('killed.txt');
  expect(names.filter((name) => name.endsWith('.partial'))).toHaveLength(1);
});
