import { spawn } from 'node:child_process';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import { read } from '../../src/index.ts';
import { madeCsv } from '../support/made-rows.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let csv: string;

beforeAll(() => {
  csv = file(folder, 'rows.csv', madeCsv(20_000));
});

const support = (name: string) => path.join(import.meta.dirname, '..', 'support', name);

/** The first message of a worker. */
function firstMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

test('worker threads that are terminated in mid-scan leave the process alive', { timeout: 240_000 }, async () => {
  let scanning = 0;
  const one = async (run: number) => {
    const worker = new Worker(support('scan-forever.mjs'), { workerData: csv });
    await firstMessage(worker);
    scanning += 1;
    // Somewhere else in the scan each time.
    await new Promise((resolve) => setTimeout(resolve, (run * 7) % 40));
    await worker.terminate();
  };
  for (let run = 0; run < 60; run += 4) await Promise.all([0, 1, 2, 3].map((i) => one(run + i)));
  expect(scanning).toBe(60);
  let rows = 0;
  for await (const batch of (await read(csv)).scan()) rows += batch.length;
  expect(rows).toBe(20_000);
});

// Node unloads an addon with the last environment that uses it, and the engine's threads outlive every environment.
test('a process in which only workers use the engine outlives all of them', { timeout: 240_000 }, async () => {
  const child = spawn(process.execPath, [support('workers-only.mjs'), csv, '15'], { stdio: 'inherit' });
  const ended = await new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
  expect(ended).toEqual({ code: 0, signal: null });
});

test.each(['fit', 'scan'] as const)('process.exit(0) in mid-%s ends the process with 0', async (work) => {
  const end = (delay: number) =>
    new Promise<{ code: number | null; signal: string | null; errors: string }>((resolve) => {
      const child = spawn(process.execPath, [support('exit-forever.mjs'), work, csv, String(delay)]);
      let errors = '';
      child.stderr.on('data', (text) => {
        errors += text;
      });
      child.on('exit', (code, signal) => resolve({ code, signal, errors }));
    });
  for (const delay of [0, 1, 3, 7, 15, 30, 60, 90, 120, 200]) {
    expect(await end(delay)).toEqual({ code: 0, signal: null, errors: '' });
  }
});

test('workers that load the engine at the same time fit the same model beside each other', async () => {
  for (let round = 0; round < 3; round++) {
    const workers = Array.from({ length: 8 }, () => new Worker(support('fit-once.mjs'), { workerData: csv }));
    const [first, ...others] = await Promise.all(workers.map(firstMessage));
    expect(first).toHaveLength(200);
    for (const other of others) expect(other).toEqual(first);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});
