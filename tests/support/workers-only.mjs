// A process whose main thread never loads the engine: workers scan a file, four at a time, and are terminated.
import { Worker } from 'node:worker_threads';

const [, , csv, rounds] = process.argv;
const scan = new URL('./scan-forever.mjs', import.meta.url);

async function one(run) {
  const worker = new Worker(scan, { workerData: csv });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await new Promise((resolve) => setTimeout(resolve, (run * 7) % 40));
  await worker.terminate();
}

for (let round = 0; round < Number(rounds); round++) {
  await Promise.all([0, 1, 2, 3].map((i) => one(round * 4 + i)));
}
