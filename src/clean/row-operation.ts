import { columnsOf, type DerivedColumn, type Expression, formatExpression } from '../expression/index.ts';
import { type FilteredReader, filterReader } from '../source/filtered.ts';
import { Source } from '../source/source.ts';
import { deriveOnto } from './derive-onto.ts';

/** What a fitted row step does to later rows: plain data, saved with the model. */
export interface RowOperation {
  /** The step's name, as in `parseUnits`. */
  readonly step: string;
  /** The columns that are rewritten or added, each computed from the row as it reaches the step. */
  readonly columns: readonly DerivedColumn[];
  /** What an evaluation asks of a row: it leaves out, and counts, those for which it is not true. */
  readonly rule: Expression | undefined;
  /** What is said of a row that the rule leaves out. Default the rule itself. */
  readonly reason?: string | undefined;
}

/** A part of some operations that is enough for the columns that are wanted. */
export interface NeededOperations {
  readonly operations: readonly RowOperation[];
  /** The columns that a row has to have before the first of them. */
  readonly reads: readonly string[];
}

/** Those operations, and of each those columns, that the named columns and the rules, if asked for, come from. */
export function neededOperations(
  names: Iterable<string>,
  operations: readonly RowOperation[],
  { withRules }: { readonly withRules: boolean },
): NeededOperations {
  let wanted = new Set(names);
  const needed: RowOperation[] = [];
  for (const operation of [...operations].reverse()) {
    const rule = withRules ? operation.rule : undefined;
    if (rule !== undefined) for (const name of columnsOf(rule)) wanted.add(name);
    const columns = operation.columns.filter((column) => wanted.has(column.name));
    if (rule === undefined && columns.length === 0) continue;
    const made = new Set(columns.map((column) => column.name));
    wanted = new Set([...wanted].filter((name) => !made.has(name)));
    for (const { expression } of columns) for (const name of columnsOf(expression)) wanted.add(name);
    needed.unshift({ ...operation, columns, rule });
  }
  return { operations: needed, reads: [...wanted] };
}

/** A source behind operations, and how many rows the last scan left out by each rule. */
export interface OperatedSource {
  readonly source: Source;
  /** Rows left out by the last complete scan, by reason; undefined where there are no rules. */
  brokenRules(): Readonly<Record<string, number>> | undefined;
}

/** Does to the rows of a source what the operations say. */
export function operate(given: Source, operations: readonly RowOperation[]): OperatedSource {
  let source = given;
  const rules: { readonly text: string; readonly reader: FilteredReader }[] = [];
  for (const { columns, rule, reason } of operations) {
    source = deriveOnto(source, columns);
    if (rule === undefined) continue;
    const reader = filterReader(source.reader, rule);
    source = new Source(reader, source.derived);
    rules.push({ text: reason ?? formatExpression(rule), reader });
  }
  return {
    source,
    brokenRules: () => {
      if (rules.length === 0) return undefined;
      const counts = new Map<string, number>();
      for (const { text, reader } of rules) counts.set(text, (counts.get(text) ?? 0) + reader.dropped);
      return Object.fromEntries(counts);
    },
  };
}
