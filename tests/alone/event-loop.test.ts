import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeAll, expect, test } from 'vitest';
import { read, type Source } from '../../src/index.ts';
import { madeCsv } from '../support/made-rows.ts';
import { mixedClassifier } from '../support/pipelines.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const FEATURES = ['text', 'amount', 'size', 'city'];
let csv: string;
let source: Source;

beforeAll(async () => {
  csv = file(folder, 'rows.csv', madeCsv(60_000));
  source = await read(csv);
});

/** The longest time in which the event loop got no turn while `work` was under way, in milliseconds. */
async function longestGap(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let gap = 0;
  const beat = setInterval(() => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
  }, 1);
  await work();
  gap = Math.max(gap, performance.now() - last);
  clearInterval(beat);
  return gap;
}

test('a fit leaves no gap over 20 ms in the event loop, in two of three runs', async () => {
  const train = () => mixedClassifier().fit(source, { target: 'label', features: FEATURES });
  await train(); // compiles the JavaScript
  const gaps = [await longestGap(train), await longestGap(train), await longestGap(train)].sort((a, b) => a - b);
  expect(gaps[1]).toBeLessThan(20);
});

test.each(['read', 'train'] as const)('a signal stops a fit within 100 ms, in stage %s', async (stage) => {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const controller = new AbortController();
    let stopped = 0;
    const fitting = mixedClassifier().fit(source, {
      target: 'label',
      features: FEATURES,
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.stage !== stage || stopped > 0) return;
        stopped = performance.now();
        controller.abort();
      },
    });
    await expect(fitting).rejects.toMatchObject({ code: 'ABORTED' });
    times.push(performance.now() - stopped);
  }
  expect(times.sort((a, b) => a - b)[1]).toBeLessThan(100);
});

test('a signal that has fired stops a fit before it begins', async () => {
  const fitting = mixedClassifier().fit(source, { target: 'label', features: FEATURES, signal: AbortSignal.abort() });
  await expect(fitting).rejects.toMatchObject({ code: 'ABORTED' });
});

test('worker threads that are terminated in mid-fit leave the process alive', { timeout: 240_000 }, async () => {
  const script = path.join(import.meta.dirname, '..', 'support', 'fit-forever.mjs');
  let fitting = 0;
  const one = async (run: number) => {
    const worker = new Worker(script, { workerData: csv });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    fitting += 1;
    // Somewhere else in the fit each time.
    await new Promise((resolve) => setTimeout(resolve, (run * 7) % 60));
    await worker.terminate();
  };
  for (let run = 0; run < 100; run += 4) await Promise.all([0, 1, 2, 3].map((i) => one(run + i)));
  expect(fitting).toBe(100);
  const model = await mixedClassifier().fit(source, { target: 'label', features: FEATURES });
  expect(model.classes).toEqual(['ham', 'spam']);
});
