import path from 'node:path';
import { randomStream } from '../../src/core/random.ts';
import { type DataSet, fileDataSet, flightsDataSet, sharedFile } from '../data/data-sets.ts';
import { type LearningTable, sourceTable } from '../data/learning-table.ts';
import { readNpy } from '../data/npy.ts';
import type { Contender, ContenderPlan } from '../harness/contender.ts';
import { startField, toResult } from '../harness/field.ts';
import { qualityOf } from '../harness/judge.ts';
import { describeMachine } from '../harness/machine.ts';
import { BenchError, type BenchResult, type Result, type Task, type TaskOptions } from '../harness/result.ts';
import { pairwiseRatio, type Timing } from '../harness/rounds.ts';
import { withScratch } from '../harness/scratch.ts';
import { type DefaultsGoal, trainDefaults } from './accuracy-defaults.ts';
import { SETTINGS } from './trees.ts';

const SEEDS = 5;
/** scikit-learn's defaults, for all. */
const LEAVES = 31;
const FLIGHTS_LEAVES = 63;
const TREES = 100;
const PATIENCE = 10;
/** Share of the rows to learn from that tell when to stop. */
const VALIDATION = 0.1;

const FILES = [
  {
    name: 'housing',
    file: 'california-housing.csv',
    target: 'median_house_value',
    goal: { metric: 'rmse', value: 46_000 },
  },
  { name: 'adult', file: 'adult-census.csv', target: 'salary', goal: { metric: 'rocAuc', value: 0.931 } },
] as const;

interface Subject {
  readonly set: DataSet;
  readonly leaves: number;
  /** What `millrace train` with no settings has to reach; undefined where nothing was stated. */
  readonly goal: DefaultsGoal | undefined;
}

/** Who predicts better at equal settings on equal rows, over five draws of the rows that tell when to stop. */
export const accuracy: Task = {
  name: 'accuracy',
  summary: 'test metrics over five seeds at equal settings, and of `millrace train`; --data FILE --target T',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed } = options;
  const { subjects, missing } = await subjectsOf(options);
  const results: Result[] = [];
  const ratios: Record<string, number> = {};
  const shortfalls: string[] = [];
  let rows = 0;
  for (const { set, leaves, goal } of subjects) {
    const outcome = await compareSeeds(path.join(folder, set.name), set, leaves, options);
    rows += outcome.rows;
    results.push(...outcome.results);
    Object.assign(ratios, outcome.ratios);
    Object.assign(missing, outcome.missing);
    shortfalls.push(...outcome.shortfalls);
    if (set.file === undefined) continue;
    const defaults = await trainDefaults(path.join(folder, set.name), set, goal, threads);
    results.push(defaults.result);
    shortfalls.push(...defaults.shortfalls);
  }
  if (shortfalls.length > 0) throw new BenchError(shortfalls.join('\n'));
  const data = subjects.map(({ set }) => set.data).join('; ');
  return { task: 'accuracy', rows, threads, seed, data, machine, results, ratios, missing };
}

async function subjectsOf(options: TaskOptions): Promise<{ subjects: Subject[]; missing: Record<string, string> }> {
  const { data, target, rows, allowMissing } = options;
  const missing: Record<string, string> = {};
  if (data !== undefined) {
    const set = await fileDataSet(data, { target, most: rows });
    return { subjects: [{ set, leaves: options.leaves ?? LEAVES, goal: undefined }], missing };
  }
  const subjects: Subject[] = [];
  for (const { name, file: fileName, target: column, goal } of FILES) {
    const file = sharedFile(fileName);
    if (file !== undefined) {
      const set = { ...(await fileDataSet(file, { target: column })), name };
      subjects.push({ set, leaves: options.leaves ?? LEAVES, goal });
    } else {
      missing[name] = `${fileName} is not there: MILLRACE_DATA names the folder that holds it`;
      if (!allowMissing) throw new BenchError(`${missing[name]}, or pass --allow-missing`);
    }
  }
  subjects.push({ set: await flightsDataSet(rows), leaves: options.leaves ?? FLIGHTS_LEAVES, goal: undefined });
  return { subjects, missing };
}

interface SeedsOutcome extends Pick<BenchResult, 'rows' | 'results' | 'ratios' | 'missing'> {
  readonly shortfalls: readonly string[];
}

async function compareSeeds(
  folder: string,
  set: DataSet,
  leaves: number,
  { threads, seed: firstSeed, allowMissing, trees = TREES }: TaskOptions,
): Promise<SeedsOutcome> {
  const timings = new Map<string, Timing>();
  const scores = new Map<string, Record<string, number>[]>();
  let missing: Readonly<Record<string, string>> = {};
  let rows = 0;
  for (let seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
    const table = await tableOfSeed(path.join(folder, `seed-${seed}`), set, seed);
    rows = table.rowCount;
    const setting = { folder: table.folder, description: table.description };
    const plan = (name: string, script: string): ContenderPlan => ({
      name: `${name}, ${set.name}`,
      script,
      threads,
      setting,
    });
    const peers = [plan('scikit-learn', 'peers/sklearn_trees.py'), plan('LightGBM', 'peers/lightgbm_trees.py')];
    const field = await startField(plan('millrace', 'ours/trees.ts'), peers, allowMissing);
    missing = field.missing;
    try {
      for (const contender of field.all) {
        const save = path.join(folder, 'predictions.npy');
        const request = { ...SETTINGS, leaves, rounds: trees, patience: PATIENCE, seed, save };
        const answer = await contender.run(request);
        const { name } = contender;
        const before = timings.get(name)?.answers ?? [];
        timings.set(name, { contender: contender as Contender, answers: [...before, answer] });
        const predicted = readNpy(save) as Float64Array;
        const quality = qualityOf(table.description.task, table.actual, predicted);
        scores.set(name, [...(scores.get(name) ?? []), quality]);
      }
    } finally {
      field.close();
    }
  }
  const [own, ...others] = [...timings.values()];
  const shortfalls = others.flatMap(({ contender: { name } }) =>
    shortfall(own!.contender.name, scores.get(own!.contender.name)!, name, scores.get(name)!),
  );
  return {
    rows,
    results: [...timings.values()].map((timing) => toResult(timing, summary(scores.get(timing.contender.name)!))),
    ratios: Object.fromEntries(others.map((one) => [one.contender.name, pairwiseRatio(one.answers, own!.answers)])),
    missing,
    // scikit-learn's mean or LightGBM's: their rules for small leaves differ, and ours are scikit-learn's.
    shortfalls: shortfalls.length === others.length ? shortfalls : [],
  };
}

/** The rows that tell when to stop are drawn by the seed, and the same for everyone. */
function tableOfSeed(folder: string, set: DataSet, seed: number): Promise<LearningTable> {
  const random = randomStream(seed, 'validation rows');
  const { source, isTaken } = set.train;
  const isValidation = (rowId: number) => random.uniform(rowId) < VALIDATION;
  return sourceTable(folder, {
    ...set,
    train: { source, isTaken: (rowId) => isTaken(rowId) && !isValidation(rowId) },
    validation: { source, isTaken: (rowId) => isTaken(rowId) && isValidation(rowId) },
  });
}

/** Means over the seeds, and the standard error of what counts. */
function summary(scores: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(scores[0]!);
  const means = names.map((name) => [name, mean(scores.map((score) => score[name]!))]);
  return { ...Object.fromEntries(means), standardError: standardError(scores.map(worst)) };
}

/** What counts, the less the better: RMSE, or 1 − AUC. */
function worst(score: Record<string, number>): number {
  return score.rmse ?? 1 - score.rocAuc!;
}

function shortfall(
  ourName: string,
  ours: readonly Record<string, number>[],
  peerName: string,
  peers: readonly Record<string, number>[],
): string[] {
  const own = mean(ours.map(worst));
  const bound = mean(peers.map(worst)) + 2 * standardError(peers.map(worst));
  if (own <= bound) return [];
  return [
    `${ourName} is worse than ${peerName} by more than two standard errors: ` +
      `${JSON.stringify(summary(ours))} against ${JSON.stringify(summary(peers))}`,
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
