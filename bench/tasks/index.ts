import type { Task } from '../harness/result.ts';
import { accuracy } from './accuracy.ts';
import { features } from './features.ts';
import { forest } from './forest.ts';
import { ingest } from './ingest.ts';
import { kernelTasks } from './kernel.ts';
import { logistic } from './logistic.ts';
import { outOfCore } from './out-of-core.ts';
import { predictTrees } from './predict-trees.ts';
import { profile } from './profile.ts';
import { tfidf } from './tfidf.ts';
import { trees } from './trees.ts';
import { treesFlights } from './trees-flights.ts';
import { treesMemory } from './trees-memory.ts';
import { treesSparse } from './trees-sparse.ts';

/** Every task, in the order of the list that is shown for an unknown one. */
export const TASKS: readonly Task[] = [
  tfidf,
  logistic,
  trees,
  treesFlights,
  treesSparse,
  forest,
  predictTrees,
  treesMemory,
  accuracy,
  profile,
  ingest,
  features,
  outOfCore,
  ...kernelTasks,
];
