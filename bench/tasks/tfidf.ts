import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeDocuments } from '../data/documents.ts';
import { readTextColumn } from '../data/file-columns.ts';
import { readNpy } from '../data/npy.ts';
import { writeTable } from '../data/table-file.ts';
import type { ContenderPlan } from '../harness/contender.ts';
import { startField, toResult } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Task, type TaskOptions } from '../harness/result.ts';
import { interleave, pairwiseRatio } from '../harness/rounds.ts';
import { withScratch } from '../harness/scratch.ts';

const DEFAULT_ROWS = 25_000;
/** Both sides compute in float64 and round to float32 once or twice: a few units in the last place. */
const VALUE_TOLERANCE = 1e-6;

/** Text to a TF-IDF matrix, vocabulary learnt on the way; documents in memory, defaults on both sides. */
export const tfidf: Task = {
  name: 'tfidf',
  summary: 'fit_transform of text to TF-IDF; --data FILE takes the text column --target',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, data, allowMissing } = options;
  const input = path.join(folder, 'text.arrow');
  const texts =
    data === undefined
      ? makeDocuments(options.rows ?? DEFAULT_ROWS, seed).texts
      : await readTextColumn(data, options.target, options.rows);
  writeTable(input, new Map([['text', texts]]));

  const setting = { input };
  const ours: ContenderPlan = { name: 'millrace', script: 'ours/tfidf.ts', threads, setting };
  const peers: ContenderPlan[] = [{ name: 'scikit-learn', script: 'peers/sklearn_tfidf.py', threads, setting }];
  // On several threads ours runs on one as well: a speed-up from threads is another thing than a faster engine.
  const single: ContenderPlan[] = threads > 1 ? [{ ...ours, name: 'millrace, 1 thread', threads: 1 }] : [];
  const field = await startField(ours, [...single, ...peers], allowMissing);
  try {
    const outputs = new Map<string, Output>();
    for (const contender of field.all) {
      const save = path.join(folder, `output-${outputs.size}`);
      mkdirSync(save);
      await contender.run({ save });
      const output = readOutput(save);
      expectAgreement(contender.name, output, outputs.get(ours.name) ?? output);
      outputs.set(contender.name, output);
    }
    const timings = await interleave(field.all, () => ({}));
    const own = timings[0]!.answers;
    const rivals = timings.filter(({ contender }) => peers.some(({ name }) => name === contender.name));
    const alone = timings.find(({ contender }) => contender.name === single[0]?.name)?.answers;
    const ratiosTo = (base: typeof own) =>
      Object.fromEntries(rivals.map(({ contender, answers }) => [contender.name, pairwiseRatio(answers, base)]));
    return {
      task: 'tfidf',
      rows: texts.length,
      threads,
      seed,
      data: data ?? `made: ${(textBytes(texts) / 1e6).toFixed(1)} MB of English-like text`,
      machine,
      results: timings.map((timing) => toResult(timing, quality(outputs.get(timing.contender.name)!, texts.length))),
      ratios: ratiosTo(own),
      ...(alone && { oneThread: { speedUp: pairwiseRatio(alone, own), ratios: ratiosTo(alone) } }),
      missing: field.missing,
    };
  } finally {
    field.close();
  }
}

function textBytes(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** What a contender saved: its vocabulary in column order, and its matrix by rows. */
interface Output {
  readonly vocabulary: string;
  readonly offsets: Float64Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

function readOutput(folder: string): Output {
  const array = (name: string) => readNpy(path.join(folder, `${name}.npy`));
  return {
    vocabulary: readFileSync(path.join(folder, 'vocabulary.txt'), 'utf8'),
    offsets: array('offsets') as Float64Array,
    indices: array('indices') as Uint32Array,
    values: array('values') as Float32Array,
  };
}

function quality({ vocabulary, values }: Output, documents: number): Record<string, number> {
  return {
    documents,
    terms: vocabulary.split('\n').length,
    nonZeros: values.length,
    valueSum: values.reduce((sum, value) => sum + value, 0),
  };
}

function expectAgreement(name: string, own: Output, other: Output): void {
  if (own.vocabulary !== other.vocabulary) throw new BenchError(`${name} finds another vocabulary`);
  const isEqual = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);
  if (!isEqual(own.offsets, other.offsets) || !isEqual(own.indices, other.indices)) {
    throw new BenchError(`${name} finds other terms in some document`);
  }
  const wrong = own.values.findIndex((value, i) => !(Math.abs(value - other.values[i]!) <= VALUE_TOLERANCE * value));
  if (wrong >= 0) {
    throw new BenchError(`${name} weighs a term ${own.values[wrong]}, which is ${other.values[wrong]} elsewhere`);
  }
}
