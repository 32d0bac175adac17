// Run in a process of its own, with MILLRACE_ISA set: prints the instruction set that ran and the digests of two fits.
import { addon } from '../../src/engine/native/load.ts';
import { read } from '../../src/index.ts';
import { digestOf } from './digest.ts';
import { denseRegressor, mixedClassifier } from './pipelines.ts';

const source = await read(process.argv[2]!);
const classifier = await mixedClassifier().fit(source, {
  target: 'label',
  features: ['text', 'amount', 'size', 'city'],
});
const regressor = await denseRegressor().fit(source, { target: 'minutes', features: ['amount', 'size'] });
console.log(JSON.stringify({ isa: addon().isa, classifier: digestOf(classifier), regressor: digestOf(regressor) }));
