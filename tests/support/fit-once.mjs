// A worker that loads the engine, fits one model and posts its probabilities. On the built package: workers run no
// TypeScript.
import { parentPort, workerData } from 'node:worker_threads';
import { columns, logisticRegression, oneHotEncoder, pipeline, read, tfidfVectorizer } from '../../dist/index.js';

const source = await read(workerData);
const model = await pipeline(columns(tfidfVectorizer('text'), oneHotEncoder('city')), logisticRegression()).fit(
  source,
  {
    target: 'label',
    features: ['text', 'city'],
  },
);
const rows = await source.rows(200);
parentPort.postMessage(rows.map((row) => model.predictOne(row).probability.spam));
