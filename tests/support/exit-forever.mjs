// A program that ends itself in mid-fit or in mid-scan: `node exit-forever.mjs fit|scan FILE MILLISECONDS`.
// On the built package, as it is used.
import { logisticRegression, pipeline, read, tfidfVectorizer } from '../../dist/index.js';

const [, , work, file, delay] = process.argv;
const source = await read(file);

async function fitForever() {
  const estimator = pipeline(tfidfVectorizer('text'), logisticRegression());
  for (;;) await estimator.fit(source, { target: 'label', features: ['text'] });
}

async function scanForever() {
  for (;;) for await (const batch of source.scan({ batchRows: 512 })) void batch;
}

setTimeout(() => process.exit(0), Number(delay));
await (work === 'fit' ? fitForever() : scanForever());
