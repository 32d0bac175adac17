import { z } from 'zod';
import { EqualRowsState } from '../engine/equal-rows.ts';
import { type FactoryArguments, factoryArguments } from '../features/arguments.ts';
import type { Source } from '../source/source.ts';
import { fittedFilter } from './filter.ts';
import { fieldsOf } from './repair.ts';
import type { RowStep } from './row-step.ts';
import { type RunOnRowsOptions, runOnRows } from './run-on-rows.ts';

const optionsSchema = z.strictObject({
  /** Which of equal rows stays: the first (default), the last, or none. */
  keep: z.enum(['first', 'last', 'none']).default('first'),
});

export type DropDuplicatesOptions = z.input<typeof optionsSchema>;

/**
 * Drops training rows that repeat another one: in all columns by default, or in those named or selected (a key).
 * Evaluations measure and predictions answer repeated rows like any other. One pass, which holds 24 bytes a row at
 * most. As pandas' `drop_duplicates`.
 */
export function dropDuplicates(...given: FactoryArguments<DropDuplicatesOptions>): RowStep {
  const { selector, options } = factoryArguments('dropDuplicates', optionsSchema, given);
  return {
    kind: 'filter',
    name: 'dropDuplicates',
    async fit(source, { run }) {
      const { schema } = source;
      const names = selector === undefined ? schema.names : fieldsOf(selector, schema).map(({ name }) => name);
      const dropped = await repeatedRows(source, names, options.keep, run);
      return fittedFilter({
        name: 'dropDuplicates',
        reason: selector === undefined ? 'repeats another row' : `repeats another row's ${names.join(', ')}`,
        reads: names,
        begin: () => {
          let next = 0;
          let first = 0; // position of the batch in the scan
          return ({ length }) => {
            const goes = new Uint8Array(length);
            for (; next < dropped.length && dropped[next]! < first + length; next++) goes[dropped[next]! - first] = 1;
            first += length;
            return goes;
          };
        },
      });
    },
  };
}

/** The positions of the rows to drop in a scan, ascending: ids may repeat where rows do. */
async function repeatedRows(
  source: Source,
  names: readonly string[],
  keep: 'first' | 'last' | 'none',
  run: RunOnRowsOptions,
): Promise<Float64Array> {
  const state = new EqualRowsState();
  await runOnRows(source, names, run, (program, slots) => state.addTo(program, slots));
  return state.finish(keep, run);
}
