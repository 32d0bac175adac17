// A small training from file to prediction with the built package. CI runs it on an emulated older CPU.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logisticRegression, pipeline, read, tfidfVectorizer } from '../dist/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'millrace-train-'));
try {
  const file = path.join(folder, 'messages.csv');
  const rows = Array.from({ length: 200 }, (_, i) => (i % 2 ? `spam,win ${i} pounds` : `ham,see you at ${i}`));
  writeFileSync(file, ['label,text', ...rows, ''].join('\n'));
  const model = await pipeline(tfidfVectorizer('text'), logisticRegression()).fit(await read(file), {
    target: 'label',
  });
  const { prediction } = model.predictOne({ text: 'win 7 pounds' });
  if (prediction !== 'spam') throw new Error(`predicted ${prediction}`);
  console.log('trained and predicted');
} finally {
  rmSync(folder, { recursive: true });
}
