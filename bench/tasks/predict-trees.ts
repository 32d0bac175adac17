import path from 'node:path';
import type { LearningTable } from '../data/learning-table.ts';
import { readNpy } from '../data/npy.ts';
import { type Answer, type Contender, type ContenderPlan, PeerMissing, startContender } from '../harness/contender.ts';
import { startField, toResult } from '../harness/field.ts';
import { qualityOf } from '../harness/judge.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Result, type Task, type TaskOptions } from '../harness/result.ts';
import { interleave, pairwiseRatio } from '../harness/rounds.ts';
import { withScratch } from '../harness/scratch.ts';
import { SETTINGS, tableOf } from './trees.ts';

const ROWS = 200_000;
const TREES = 100;
const LEAVES = [31, 255];
/** Rows that are predicted one at a time. */
const SINGLE_ROWS = 2000;
/** How far two predictions of LightGBM's own model may differ. */
const TOLERANCE = 1e-6;
/**
 * ONNX's trees compare float32 with thresholds narrowed to float32, so a row that lies on a threshold can take another
 * way. Most rows that may.
 */
const OTHER_WAYS = 1e-3;

/** One model that LightGBM trained, in LightGBM, in ONNX Runtime and in ours. */
export const predictTrees: Task = {
  name: 'predict-trees',
  summary: "LightGBM's model of 100 trees of 31 and of 255 leaves: batches and single rows; --data FILE --target T",
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, trees = TREES } = options;
  const source = { generator: 'dense', rows: ROWS } as const;
  // Predictions are of the test rows: as many as were asked for.
  const table = await tableOf(path.join(folder, 'table'), source, options);
  const results: Result[] = [];
  const ratios: Record<string, number> = {};
  let missing: Readonly<Record<string, string>> = {};
  for (const leaves of options.leaves === undefined ? LEAVES : [options.leaves]) {
    const model = path.join(folder, `model-${leaves}.txt`);
    const absent = await trainModel(table, model, { ...SETTINGS, leaves, rounds: trees, seed }, threads, options);
    if (absent !== undefined) {
      missing = { ...missing, LightGBM: absent };
      break;
    }
    const outcome = await compare(folder, table, model, leaves, options);
    results.push(...outcome.results);
    Object.assign(ratios, outcome.ratios);
    missing = { ...missing, ...outcome.missing };
  }
  const { data } = table;
  return { task: 'predict-trees', rows: table.actual.length, threads, seed, data, machine, results, ratios, missing };
}

/** Has LightGBM train the model that everyone predicts with. @returns why it can't, where that is allowed */
async function trainModel(
  { folder, description }: LearningTable,
  model: string,
  request: Readonly<Record<string, unknown>>,
  threads: number,
  { allowMissing }: TaskOptions,
): Promise<string | undefined> {
  const setting = { folder, description };
  try {
    const trainer = await startContender({ name: 'LightGBM', script: 'peers/lightgbm_trees.py', threads, setting });
    try {
      await trainer.run({ ...request, saveModel: model });
      return undefined;
    } finally {
      trainer.close();
    }
  } catch (error) {
    if (!(error instanceof PeerMissing)) throw error;
    if (!allowMissing) throw new BenchError(`${error.message}, or pass --allow-missing`);
    return error.message;
  }
}

async function compare(
  folder: string,
  table: LearningTable,
  model: string,
  leaves: number,
  { threads, allowMissing }: TaskOptions,
): Promise<Pick<BenchResult, 'results' | 'ratios' | 'missing'>> {
  const setting = { folder: table.folder, description: table.description, model };
  const plan = (name: string, script: string): ContenderPlan => ({
    name: `${name}, ${leaves} leaves`,
    script,
    threads,
    setting,
  });
  const field = await startField(
    plan('millrace', 'ours/predict-trees.ts'),
    [plan('LightGBM', 'peers/lightgbm_predict.py'), plan('ONNX Runtime', 'peers/onnx_predict.py')],
    allowMissing,
  );
  try {
    const outputs = new Map<string, Float64Array>();
    for (const contender of field.all) {
      const save = path.join(folder, 'outputs.npy');
      await contender.run({ save });
      outputs.set(contender.name, readNpy(save) as Float64Array);
    }
    const peer = field.peers.find(({ name }) => name.startsWith('LightGBM'));
    const agreed = outputs.get((peer ?? field.ours).name)!;
    for (const [name, output] of outputs) expectAgreement(name, output, agreed);
    const batches = await interleave(field.all, () => ({}));
    const singles = await interleave(field.all, () => ({ rows: Math.min(SINGLE_ROWS, table.actual.length) }));
    const results: Result[] = [];
    const ratios: Record<string, number> = {};
    for (const [timings, label] of [
      [batches, ''],
      [singles, ', a row'],
    ] as const) {
      for (const timing of timings) {
        const named = {
          ...timing,
          contender: { ...timing.contender, name: `${timing.contender.name}${label}` } as Contender,
        };
        const output = outputs.get(timing.contender.name)!;
        const quality = {
          ...qualityOf(table.description.task, table.actual, output),
          largestDifference: apart(output, agreed),
        };
        results.push(toResult(named, label === '' ? quality : {}));
        if (timing !== timings[0])
          ratios[named.contender.name] = pairwiseRatio(timing.answers, timings[0]!.answers as Answer[]);
      }
    }
    return { results, ratios, missing: field.missing };
  } finally {
    field.close();
  }
}

function apart(one: Float64Array, other: Float64Array): number {
  return one.reduce((most, value, row) => Math.max(most, Math.abs(value - other[row]!)), 0);
}

function expectAgreement(name: string, output: Float64Array, agreed: Float64Array): void {
  const scale = agreed.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const differing = output.filter((value, row) => !(Math.abs(value - agreed[row]!) <= TOLERANCE * scale)).length;
  const allowed = name.startsWith('ONNX') ? Math.ceil(OTHER_WAYS * agreed.length) : 0;
  if (output.length === agreed.length && differing <= allowed) return;
  throw new BenchError(
    `${name} predicts ${differing} of ${agreed.length} rows otherwise than LightGBM, by up to ${apart(output, agreed)}`,
  );
}
