import type { Task } from '../harness/result.ts';
import { treesTask } from './trees.ts';

/** Trees on TF-IDF rows, which nobody makes dense. */
export const treesSparse: Task = treesTask({
  name: 'trees-sparse',
  summary: 'gradient boosting on TF-IDF of 20,000 texts, 30,000 columns; --data FILE --target T takes its text column',
  generator: 'sparse',
  rows: 20_000,
  leaves: [63],
  text: true,
});
