import path from 'node:path';
import { type DataSet, fileDataSet } from '../data/data-sets.ts';
import { type LearningTable, makeTable, sourceTable } from '../data/learning-table.ts';
import { GENERATORS, type GeneratorName } from '../data/made/index.ts';
import type { ContenderPlan } from '../harness/contender.ts';
import { type DuelOutcome, duel, type Entrant } from '../harness/duel.ts';
import { startField } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import type { BenchResult, Result, Task, TaskOptions } from '../harness/result.ts';
import { withScratch } from '../harness/scratch.ts';

/** The same for everyone. */
export const SETTINGS = { learningRate: 0.1, minSamplesLeaf: 20, bins: 255 } as const;
const TREES = 100;

interface TreesTask {
  readonly name: string;
  readonly summary: string;
  readonly generator: GeneratorName;
  readonly rows: number;
  /** Most leaves of a tree: one comparison each. */
  readonly leaves: readonly number[];
  /** The rows when no file and no generator is asked for. Default: made rows. */
  readonly dataSet?: (rows: number | undefined) => Promise<DataSet>;
  /** Whether `--data` is learnt from its text column. */
  readonly text?: boolean;
}

/** Gradient boosting against LightGBM (with float and with quantised gradients), XGBoost and scikit-learn. */
export function treesTask(given: TreesTask): Task {
  const { name, summary } = given;
  return { name, summary, run: (options) => withScratch((folder) => runIn(folder, given, options)) };
}

/** Trees on 28 dense numbers. */
export const trees: Task = treesTask({
  name: 'trees',
  summary: 'gradient boosting on 1M × 28 dense numbers, 100 trees of 255 and of 63 leaves; --data FILE --target T',
  generator: 'dense',
  rows: 1_000_000,
  leaves: [255, 63],
});

async function runIn(folder: string, task: TreesTask, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, allowMissing } = options;
  const table = await tableOf(path.join(folder, 'table'), task, options);
  const field = await startTrees(table, threads, allowMissing);
  try {
    const outcomes: DuelOutcome[] = [];
    for (const leaves of options.leaves === undefined ? task.leaves : [options.leaves]) {
      const entrants = entrantsOf(leaves, options.trees ?? TREES, seed, threads, table.description.text !== undefined);
      outcomes.push(await duel(field, table, entrants, { folder }));
    }
    const results: Result[] = outcomes.flatMap((outcome) => outcome.results);
    const [{ oneThread }] = outcomes as [DuelOutcome];
    return {
      task: task.name,
      rows: table.rowCount,
      threads,
      seed,
      data: table.data,
      machine,
      results,
      ratios: Object.assign({}, ...outcomes.map(({ ratios }) => ratios)),
      ...(oneThread && { oneThread }),
      missing: field.missing,
    };
  } finally {
    field.close();
  }
}

/** The rows that the options ask for. */
export async function tableOf(
  folder: string,
  { generator, rows, dataSet, text }: Pick<TreesTask, 'generator' | 'rows' | 'dataSet' | 'text'>,
  options: TaskOptions,
): Promise<LearningTable> {
  const { data, target, seed } = options;
  if (data !== undefined) return sourceTable(folder, await fileDataSet(data, { target, most: options.rows, text }));
  if (dataSet !== undefined && options.generator === undefined) {
    return sourceTable(folder, await dataSet(options.rows));
  }
  return makeTable(folder, GENERATORS[options.generator ?? generator], options.rows ?? rows, seed);
}

/** Ours and the peers, each in a process. */
function startTrees({ folder, description }: LearningTable, threads: number, allowMissing: boolean) {
  const setting = { folder, description };
  const plan = (name: string, script: string, count = threads): ContenderPlan => ({
    name,
    script,
    threads: count,
    setting,
  });
  const peers = [plan('LightGBM', 'peers/lightgbm_trees.py'), plan('XGBoost', 'peers/xgboost_trees.py')];
  // Text is no input of scikit-learn's: it takes no sparse rows.
  if (description.text === undefined) peers.push(plan('scikit-learn', 'peers/sklearn_trees.py'));
  // A speed-up from threads is another thing than a faster engine.
  if (threads > 1) peers.unshift(plan('millrace, 1 thread', 'ours/trees.ts', 1));
  return startField(plan('millrace', 'ours/trees.ts'), peers, allowMissing);
}

function entrantsOf(leaves: number, rounds: number, seed: number, threads: number, isText: boolean): Entrant[] {
  const request = { ...SETTINGS, leaves, rounds, seed };
  const label = `${leaves} leaves`;
  const entrants: Entrant[] = [{ name: `millrace, ${label}`, process: 'millrace', request, part: 'ours' }];
  if (threads > 1) {
    entrants.push({ name: `millrace, 1 thread, ${label}`, process: 'millrace, 1 thread', request, part: 'same' });
  }
  entrants.push(
    { name: `LightGBM, ${label}`, process: 'LightGBM', request, part: 'reference' },
    {
      name: `LightGBM quantised, ${label}`,
      process: 'LightGBM',
      request: { ...request, quantised: true },
      part: 'peer',
    },
    { name: `XGBoost hist, ${label}`, process: 'XGBoost', request, part: 'peer' },
  );
  if (!isText) {
    entrants.push({ name: `scikit-learn, binning too, ${label}`, process: 'scikit-learn', request, part: 'once' });
  }
  return entrants;
}
