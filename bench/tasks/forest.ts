import path from 'node:path';
import type { ContenderPlan } from '../harness/contender.ts';
import { duel, type Entrant } from '../harness/duel.ts';
import { startField } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import type { BenchResult, Task, TaskOptions } from '../harness/result.ts';
import { withScratch } from '../harness/scratch.ts';
import { tableOf } from './trees.ts';

const ROWS = 100_000;
const TREES = 100;
/** Of AUC, log loss or R²: other draws alone move a forest of 100 trees by nearly as much. */
const TOLERANCE = 3e-3;

/** Random forests of fully grown trees, defaults on both sides. */
export const forest: Task = {
  name: 'forest',
  summary: 'random forest of 100 trees on 100k × 28 dense numbers; --data FILE --target T',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, allowMissing, trees = TREES } = options;
  const table = await tableOf(path.join(folder, 'table'), { generator: 'dense', rows: ROWS }, options);
  const setting = { folder: table.folder, description: table.description };
  const ours: ContenderPlan = { name: 'millrace', script: 'ours/forest.ts', threads, setting };
  const single = { ...ours, name: 'millrace, 1 thread', threads: 1 };
  const peer: ContenderPlan = { name: 'scikit-learn', script: 'peers/sklearn_forest.py', threads, setting };
  const field = await startField(ours, threads > 1 ? [single, peer] : [peer], allowMissing);
  try {
    const request = { trees, seed };
    const entrants: Entrant[] = [
      { name: 'millrace', process: 'millrace', request, part: 'ours' },
      { name: 'millrace, 1 thread', process: 'millrace, 1 thread', request, part: 'same' },
      { name: 'scikit-learn', process: 'scikit-learn', request, part: 'reference' },
    ];
    const outcome = await duel(field, table, entrants, { folder, tolerance: TOLERANCE, whole: false });
    const { rowCount, data } = table;
    return { task: 'forest', rows: rowCount, threads, seed, data, machine, ...outcome, missing: field.missing };
  } finally {
    field.close();
  }
}
