import { z } from 'zod';

/** Options of encoders that group categories of few rows. */
export const infrequentOptions = {
  /** Categories of fewer rows are grouped: below 1 a share of all rows, from 1 on a number of them. Default none. */
  minFrequency: z.union([z.number().gt(0).lt(1), z.int().min(1)]).optional(),
  /** At most so many are told apart, the group of the others among them. Default all. */
  maxCategories: z.int().min(1).optional(),
};

export interface InfrequentOptions {
  readonly minFrequency?: number | undefined;
  readonly maxCategories?: number | undefined;
}

/**
 * Which categories are grouped, by their counts; undefined when none is. Of categories with equal counts the later ones
 * stay. As in scikit-learn's encoders.
 */
export function infrequentCategories(
  counts: ArrayLike<number>,
  rowCount: number,
  { minFrequency, maxCategories }: InfrequentOptions,
): boolean[] | undefined {
  const least = minFrequency === undefined ? 0 : minFrequency < 1 ? minFrequency * rowCount : minFrequency;
  const grouped = Array.from(counts, (count) => count < least);
  const frequent = grouped.reduce((sum, isGrouped) => sum + (isGrouped ? 0 : 1), 0);
  if (maxCategories !== undefined && maxCategories < frequent + 1) {
    const order = Array.from(counts, (_, i) => i).sort((a, b) => counts[a]! - counts[b]! || a - b);
    for (const i of order.slice(0, order.length - (maxCategories - 1))) grouped[i] = true;
  }
  return grouped.includes(true) ? grouped : undefined;
}

/** The new code of each category: frequent ones in order, then one for all that are grouped. */
export function groupedCodes(grouped: readonly boolean[] | undefined, length: number): Int32Array {
  const codes = Int32Array.from({ length }, (_, i) => i);
  if (grouped === undefined) return codes;
  let next = 0;
  for (let i = 0; i < length; i++) if (!grouped[i]) codes[i] = next++;
  for (let i = 0; i < length; i++) if (grouped[i]) codes[i] = next;
  return codes;
}
