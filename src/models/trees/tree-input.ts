import type { CategoryValues } from '../../features/category-values.ts';

/**
 * What trees see of a feature that reaches them, in the order of the layout. Splits count features in this order: each
 * input is one feature but a sparse one, which is `width` of them.
 */
export type TreeInput =
  /** Numbers, NaN where missing: one numeric feature. */
  | { readonly kind: 'numbers'; readonly name: string }
  /** A source column as it came, encoded against the values seen in training: one categorical feature. */
  | { readonly kind: 'categories'; readonly name: string; readonly values: CategoryValues }
  /** Codes that a step before gave: one categorical feature. */
  | { readonly kind: 'codes'; readonly name: string; readonly categories: readonly string[] }
  /** Many numeric features that are mostly 0. */
  | { readonly kind: 'sparse'; readonly name: string; readonly width: number };
