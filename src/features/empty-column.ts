import { MillraceError } from '../core/errors.ts';

/** The fault of a column whose training rows hold no value, for steps that can't do without one. */
export function emptyColumn(column: string): MillraceError {
  return new MillraceError('COLUMN_EMPTY', `column '${column}' holds nothing but missing values`, {
    column,
    remedy: 'leave it out, or impute a constant first',
  });
}
