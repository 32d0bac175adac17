import { z } from 'zod';
import type { ColumnType } from '../core/column.ts';

/** The categories of a column as data. Booleans are the numbers 0 and 1, times milliseconds since 1970. */
export type CategoryValues =
  | { readonly kind: 'text'; readonly values: readonly string[] }
  | { readonly kind: 'number' | 'boolean' | 'datetime'; readonly values: readonly number[] };

/** As they stand in a model file. */
export const categoryValuesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), values: z.array(z.string()) }),
  z.strictObject({ kind: z.enum(['number', 'boolean', 'datetime']), values: z.array(z.number()) }),
]);

/** What the engine found in a column of this type. */
export function categoryValues(found: readonly string[] | Float64Array, type: ColumnType): CategoryValues {
  if (!(found instanceof Float64Array)) return { kind: 'text', values: found };
  const values = Array.from(found);
  if (type === 'boolean') return { kind: 'boolean', values };
  return { kind: type === 'date32' || type === 'timestamp_us' ? 'datetime' : 'number', values };
}

/** The categories as people read them: `false`, `3`, `2001-01-31`. */
export function categoryNames(categories: CategoryValues): string[] {
  switch (categories.kind) {
    case 'text':
      return [...categories.values];
    case 'boolean':
      return categories.values.map((value) => (value === 0 ? 'false' : 'true'));
    case 'number':
      return categories.values.map(String);
    case 'datetime':
      return categories.values.map((value) => new Date(value).toISOString().replace('T00:00:00.000Z', ''));
  }
}
