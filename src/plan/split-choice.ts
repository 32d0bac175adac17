import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import type { SplitOptions } from '../source/split.ts';
import type { Task } from './problem.ts';

export interface SplitChoice {
  readonly method: 'time' | 'group' | 'stratified' | 'random';
  /** In words: 'by time (date)'. */
  readonly kind: string;
  readonly reason: string;
  readonly column: string | undefined;
}

export interface SplitRequest {
  readonly time?: string | false | undefined;
  readonly group?: string | undefined;
}

/**
 * How rows are held out: by time when they are dated, by group when asked, else at random.
 *
 * @param times the time columns without a missing value
 */
export function chooseSplit(task: Task, target: string, times: readonly Field[], request: SplitRequest): SplitChoice {
  const { time, group } = request;
  if (typeof time === 'string' && group !== undefined) {
    throw new MillraceError('OPTION_INVALID', 'rows are held out by time or by group, not by both', {
      remedy: 'leave one of them out',
    });
  }
  if (group !== undefined) {
    const reason = 'a group is wholly on one side: new rows come from new groups';
    return { method: 'group', kind: `by group (${group})`, reason, column: group };
  }
  const column =
    typeof time === 'string' ? time : time === undefined && times.length === 1 ? times[0]!.name : undefined;
  if (column !== undefined) {
    const why = time === undefined ? `rows are dated by '${column}'` : `'${column}' was named as the time`;
    const reason = `${why}, and a model answers for later rows than it learnt from`;
    return { method: 'time', kind: `by time (${column}), the latest rows test`, reason, column };
  }
  const kept = 'rows of equal content stay on one side';
  if (task === 'regression' || task === 'ranking')
    return { method: 'random', kind: 'random', reason: kept, column: undefined };
  return {
    method: 'stratified',
    kind: `random, stratified by ${target}`,
    reason: `both sides hold each class in the same share; ${kept}`,
    column: undefined,
  };
}

export function splitOptions(choice: SplitChoice, test: number, target: string, randomState: number): SplitOptions {
  switch (choice.method) {
    case 'time':
      return { test, time: choice.column };
    case 'group':
      return { test, group: choice.column, randomState };
    case 'stratified':
      return { test, stratify: target, randomState };
    case 'random':
      return { test, randomState };
  }
}
