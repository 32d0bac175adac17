// The README's example, kept here so that the type check reads it. It is not run.
import { loadModel, logisticRegression, pipeline, read, tfidfVectorizer } from '../../src/index.ts';

const messages = await read('sms-spam.tsv', { header: false, columns: ['label', 'text'] });
const { train, test } = await messages.split({ test: 0.2, stratify: 'label', randomState: 42 });
const model = await pipeline(tfidfVectorizer('text', { sublinearTf: true }), logisticRegression({ C: 10 })).fit(train, {
  target: 'label',
  positive: 'spam',
});
const report = await model.evaluate(test); // every metric, with confidence intervals
await model.save('spam.millrace');

const spam = await loadModel('spam.millrace');
spam.classes; // ['ham', 'spam'], an order that never changes
spam.predictOne({ text: 'WIN £1000' }); // synchronous: { prediction, probability: { ham, spam } }

export { report };
