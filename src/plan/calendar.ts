import type { Field } from '../core/schema.ts';
import type { Source } from '../source/source.ts';

/** Calendar parts of a time, each a category: 23 o'clock is not 23 times 1 o'clock. */
export interface CalendarParts {
  readonly source: Source;
  /** The derived columns, as categories. */
  readonly fields: readonly Field[];
  /** Per time column, the columns derived from it. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

/**
 * Derives the hour and the day of the week of each time column, and the month where `withMonth` says so: rows that are
 * tested on later months than they were trained on learn nothing from it.
 */
export function deriveCalendar(source: Source, times: readonly Field[], withMonth: boolean): CalendarParts {
  const parts = new Map<string, string[]>();
  let derived = source;
  for (const { name, type } of times) {
    const wanted = [
      ...(type === 'timestamp_us' ? (['hour'] as const) : []), // dates have no time of day
      'dayOfWeek' as const,
      ...(withMonth ? (['month'] as const) : []),
    ];
    const made: string[] = [];
    for (const part of wanted) {
      const column = freeName(derived, `${part}(${name})`);
      derived = derived.derive((columns) => ({ [column]: columns.column(name)[part]() }));
      made.push(column);
    }
    parts.set(name, made);
  }
  const fields = [...parts.values()]
    .flat()
    .map((name) => ({ ...derived.schema.field(name), role: 'categorical' as const }));
  return { source: derived, parts, fields };
}

function freeName(source: Source, name: string): string {
  return source.schema.has(name) ? freeName(source, `${name}'`) : name;
}
