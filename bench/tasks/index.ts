import type { Task } from '../harness/result.ts';
import { kernelTasks } from './kernel.ts';
import { logistic } from './logistic.ts';
import { tfidf } from './tfidf.ts';

/** Every task, in the order of the list that is shown for an unknown one. */
export const TASKS: readonly Task[] = [tfidf, logistic, ...kernelTasks];
