// A worker that reads one file again and again until it is terminated. On the built package: workers run no TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { read } from '../../dist/index.js';

const source = await read(workerData);
parentPort.postMessage('scanning');
for (;;) for await (const batch of source.scan({ batchRows: 512 })) void batch;
