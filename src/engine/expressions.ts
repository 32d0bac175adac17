import { Column } from './column.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { ExpressionHandle, ExpressionStep } from './native/expressions-addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';

/** An expression as the engine runs it: a flat list of steps, the last of which is the result. */
export class CompiledExpression {
  readonly #handle: ExpressionHandle;

  constructor(steps: readonly ExpressionStep[]) {
    this.#handle = inEngine(() => addon().expressionCompile(steps));
  }

  /** Runs as a job on columns where they lie. `nonFinite` counts rows that are missing since no result was finite. */
  async run(
    columns: readonly Column[],
    rowIds: Float64Array,
    options: RunOptions,
  ): Promise<{ column: Column; nonFinite: number }> {
    const handles = columns.map((column) => column.handle);
    const { column, nonFinite } = await runJob(options, (job) =>
      addon().expressionRun(this.#handle, handles, rowIds, job),
    );
    return { column: Column.fromHandle(column), nonFinite };
  }
}

export type { ExpressionStep };

export const CALENDAR_PARTS = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'dayOfYear',
  'dayOfWeek',
  'hour',
  'minute',
  'weekend',
] as const;

export type CalendarPart = (typeof CALENDAR_PARTS)[number];

/** A part of each instant of a column, as numbers. `name` is for messages. */
export function calendarPart(program: Program, column: Slot, name: string, part: CalendarPart): Slot {
  return program.operation('calendarPart', [column], { name, part });
}

/** The sine or cosine of 2π (number − first) / period. */
export function cycle(program: Program, numbers: Slot, first: number, period: number, cosine: boolean): Slot {
  return program.operation('cycle', [numbers], { first, period, cosine });
}

/** Days since 1970-01-01, ascending, and the range in which they are all there are. */
export interface HolidayDays {
  readonly days: Int32Array;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** 1 where an instant of a column is on one of the days, else 0; missing outside of their range. */
export function onHoliday(program: Program, column: Slot, name: string, holidays: HolidayDays): Slot {
  return program.operation('holidays', [column], { name, ...holidays });
}
