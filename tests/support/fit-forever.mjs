// A worker that fits one model after another until it is terminated. On the built package: workers run no TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { logisticRegression, pipeline, read, tfidfVectorizer } from '../../dist/index.js';

const source = await read(workerData);
parentPort.postMessage('fitting');
for (;;) {
  await pipeline(tfidfVectorizer('text'), logisticRegression()).fit(source, { target: 'label', features: ['text'] });
}
