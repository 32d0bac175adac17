import { numbersOfColumn } from '../engine/column-values.ts';
import type { RunOptions } from '../engine/job.ts';
import { GrowingNumbers } from '../pipeline/evaluation-rows.ts';
import type { TrainingPlan } from '../plan/plan.ts';
import type { SplitPeriod } from '../report/report-data.ts';
import { splitTimeline } from '../report/split-timeline.ts';
import { releaseBatch } from '../source/batch.ts';
import type { Source } from '../source/source.ts';

/** Rows of each side by period of time, where rows were held out by a date; undefined elsewhere. */
export async function splitPeriods(
  { train, test, source, split }: TrainingPlan,
  options: RunOptions,
): Promise<SplitPeriod[] | undefined> {
  if (split.time === undefined || test === undefined) return undefined;
  const { type } = source.schema.field(split.time);
  if (type !== 'date32' && type !== 'timestamp_us') return undefined;
  return splitTimeline({
    train: await timesOf(train, split.time, options),
    test: await timesOf(test, split.time, options),
  });
}

/** Milliseconds since 1970, one a row. */
async function timesOf(source: Source, column: string, options: RunOptions): Promise<Float64Array> {
  const times = new GrowingNumbers();
  for await (const batch of source.scan({ columns: [column], signal: options.signal })) {
    times.push(await numbersOfColumn(batch.columns.get(column)!, column, options));
    releaseBatch(batch);
  }
  return times.finish();
}
