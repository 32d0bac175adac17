import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import { columnsOf, type DerivedColumn, formatExpression } from '../expression/index.ts';
import type { Source } from '../source/source.ts';
import type { FitOptions } from './fit-options.ts';

/** Which column of a source plays which part in a fit. */
export interface TrainingColumns {
  /** The source, with the target among its columns. */
  readonly source: Source;
  readonly target: Field;
  readonly features: readonly Field[];
  readonly weight: string | undefined;
  readonly group: string | undefined;
}

/** @throws MillraceError COLUMN_MISSING, OPTION_INVALID, ROWS_TOO_FEW */
export function trainingColumns(given: Source, options: FitOptions): TrainingColumns {
  const { target, weight, group, time } = options;
  const { source, name } = withTarget(given, target);
  const { schema } = source;
  for (const column of [weight, group, time]) if (column !== undefined) schema.field(column);

  const isLeak = leaks(source, name);
  const names = options.features ?? featuresOf(source, name, options);
  for (const column of names) {
    schema.field(column);
    if (isLeak(column)) {
      throw new MillraceError('OPTION_INVALID', `feature '${column}' is, or is computed from, what the target is`, {
        column,
        remedy: 'leave it out: it would tell the answer',
      });
    }
  }
  if (names.length === 0) {
    throw new MillraceError('COLUMN_MISSING', `there is no column to learn '${name}' from`, {
      column: name,
      remedy: 'add columns that are known before the target is',
    });
  }
  return { source, target: schema.field(name), features: names.map((column) => schema.field(column)), weight, group };
}

/** The columns of a source that may be learnt from where nobody says which: none that plays another part or leaks. */
export function featuresOf(source: Source, target: string, options: FitOptions): string[] {
  const ownParts = new Set([options.weight, options.group, options.time]);
  const isLeak = leaks(source, target);
  return source.schema.names.filter((column) => !ownParts.has(column) && !isLeak(column));
}

/** Whether a column is, or is computed from, what the target is. */
function leaks({ derived }: Source, target: string): (column: string) => boolean {
  const computedFrom = ancestorsOf([target], derived);
  return (column) => [...ancestorsOf([column], derived)].some((one) => computedFrom.has(one));
}

/** The source with its target as a column, and that column's name: the expression's text when it is computed. */
export function withTarget(source: Source, target: FitOptions['target']): { source: Source; name: string } {
  if (typeof target === 'string') return { source, name: target };
  const name = formatExpression(target);
  return { source: source.derive(() => ({ [name]: target })), name };
}

/** The columns themselves and every column that they are computed from, however far back. */
export function ancestorsOf(names: readonly string[], derived: readonly DerivedColumn[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    // Several may have a name: a repaired column has that of the one it is computed from.
    for (const column of derived)
      if (column.name === name) for (const read of columnsOf(column.expression)) visit(read);
  };
  for (const name of names) visit(name);
  return found;
}
