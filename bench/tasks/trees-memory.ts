import path from 'node:path';
import type { ContenderPlan } from '../harness/contender.ts';
import { duel, type Entrant } from '../harness/duel.ts';
import { startField } from '../harness/field.ts';
import { describeMachine } from '../harness/machine.ts';
import type { BenchResult, Task, TaskOptions } from '../harness/result.ts';
import { withScratch } from '../harness/scratch.ts';
import { SETTINGS, tableOf } from './trees.ts';

const ROWS = 10_000_000;
/** The first tree needs all the memory that any of them does. */
const TREES = 5;
const LEAVES = 255;

/** The most memory that training from a Parquet file ever has resident, in processes that do nothing else. */
export const treesMemory: Task = {
  name: 'trees-memory',
  summary: 'peak memory of training on 10M × 28 dense numbers from Parquet, 5 trees; --data FILE --target T',
  run: (options) => withScratch((folder) => runIn(folder, options)),
};

async function runIn(folder: string, options: TaskOptions): Promise<BenchResult> {
  const machine = describeMachine();
  const { threads, seed, allowMissing, leaves = LEAVES, trees: rounds = TREES } = options;
  const table = await tableOf(path.join(folder, 'table'), { generator: 'dense', rows: ROWS }, options);
  const setting = { folder: table.folder, description: table.description };
  const ours: ContenderPlan = { name: 'millrace', script: 'ours/trees.ts', threads, setting };
  const peer: ContenderPlan = { name: 'LightGBM', script: 'peers/lightgbm_trees.py', threads, setting };
  const field = await startField(ours, [peer], allowMissing);
  try {
    const request = { ...SETTINGS, leaves, rounds, seed };
    const entrants: Entrant[] = [
      { name: 'millrace', process: 'millrace', request, part: 'once' },
      { name: 'LightGBM', process: 'LightGBM', request, part: 'once' },
    ];
    const { results } = await duel(field, table, entrants, { folder, whole: false });
    const { rowCount, data } = table;
    return {
      task: 'trees-memory',
      rows: rowCount,
      threads,
      seed,
      data,
      machine,
      results,
      ratios: {},
      missing: field.missing,
    };
  } finally {
    field.close();
  }
}
