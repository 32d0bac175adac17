import { isNumericType } from '../core/column.ts';
import type { Field } from '../core/schema.ts';
import type { ColumnProfile } from '../profile/profile-result.ts';

/** What becomes of a column: a step for its kind, or nothing. */
export type FeatureUse =
  | { readonly kind: 'number' | 'category' | 'text'; readonly column: string }
  | { readonly kind: 'leftOut'; readonly column: string; readonly reason: string; readonly isWarning: boolean };

export type LeftOut = Extract<FeatureUse, { kind: 'leftOut' }>;

/** More categories than this make more columns than they are worth. Trees take them as they are. */
const MOST_INDICATORS = 1000;
/** A category should come back: with fewer rows to each on average nothing is learnt from it. */
const FEWEST_ROWS_EACH = 2;
const FEW_CATEGORIES = 20;

/**
 * Decides from the training rows' profile how a column is used. Times are told apart before.
 *
 * @param isTrees whether trees learn from it: they take categories as they are, and 0 and 1 as numbers
 */
export function useOf(field: Field, profile: ColumnProfile, rows: number, isTrees: boolean): FeatureUse {
  const { name: column, role, type } = field;
  const leftOut = (reason: string, isWarning = false): FeatureUse => ({ kind: 'leftOut', column, reason, isWarning });
  const { missingCount, distinct } = profile;
  if (missingCount === rows) return leftOut('it has no value in the training rows', true);
  if (role === 'identifier') return leftOut('it identifies rows, and new rows have new ones');
  const kind = kindOf(field, isTrees);
  if (role === 'constant' || (distinct.count === 1 && (missingCount === 0 || kind === 'number'))) {
    return leftOut('it has one value in the training rows');
  }
  if (kind !== 'category' || type === 'boolean') return { kind, column };
  if (!isTrees && distinct.count > MOST_INDICATORS) {
    return leftOut(`its ${distinct.count} different values are too many for one column each`, true);
  }
  if (distinct.count > FEW_CATEGORIES && distinct.count * FEWEST_ROWS_EACH > rows - missingCount) {
    return leftOut(`${distinct.count} of its values differ: hardly one comes back`, true);
  }
  return { kind, column };
}

function kindOf({ role, type }: Field, isTrees: boolean): 'number' | 'category' | 'text' {
  if (role === 'text') return 'text';
  if (isTrees && role === 'boolean') return 'number';
  return role === 'numeric' && isNumericType(type) ? 'number' : 'category';
}
