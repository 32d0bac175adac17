import { isValid } from '../core/column.ts';
import { columnsOf, type Expression, evaluate } from '../expression/index.ts';
import { Source } from '../source/source.ts';
import { type Decide, DroppingReader, DropRecorder } from './dropping-reader.ts';
import type { FittedRowStep } from './row-step.ts';

export interface FilterParts {
  readonly name: string;
  /** In words, or the rule. */
  readonly reason: string;
  /** The columns that decide. */
  readonly reads: readonly string[];
  /** Called when a scan begins. */
  readonly begin: () => Decide;
  /** What evaluations ask of a row too; undefined for a filter of training rows alone. */
  readonly rule?: Expression | undefined;
}

/** A fitted filter: what it drops, and the record of that. */
export function fittedFilter({ name, reason, reads, begin, rule }: FilterParts): FittedRowStep {
  const recorder = new DropRecorder(name, reason);
  return {
    kind: 'filter',
    name,
    columns: [],
    rule,
    reason,
    train: (source) => new Source(new DroppingReader(source.reader, reads, begin, recorder.end), source.derived),
    record: () => recorder.record,
  };
}

/** A filter that keeps the rows for which a condition is true, by `keep`: an expression that is never missing. */
export function fittedCondition(
  name: string,
  reason: string,
  keep: Expression,
  rule: Expression | undefined,
): FittedRowStep {
  return fittedFilter({ name, reason, reads: columnsOf(keep), begin: () => dropUnless(keep), rule });
}

function dropUnless(keep: Expression): Decide {
  return ({ length, rowIds, columns }) => {
    const { column } = evaluate(keep, { length, rowIds, column: (name) => columns.get(name)!.data });
    const bits = column.values as Uint8Array;
    const goes = new Uint8Array(length);
    for (let row = 0; row < length; row++) {
      const isTrue = isValid(column, row) && ((bits[row >> 3]! >> (row & 7)) & 1) === 1;
      goes[row] = isTrue ? 0 : 1;
    }
    return goes;
  };
}
