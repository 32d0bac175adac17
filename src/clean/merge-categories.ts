import { z } from 'zod';
import { parseOptions } from '../core/options.ts';
import { when } from '../expression/index.ts';
import { parseSelectionOnly } from '../features/arguments.ts';
import type { Selection } from '../features/selector.ts';
import { each, repairOf } from './repair.ts';
import type { RowStep } from './row-step.ts';

const optionsSchema = z.strictObject({
  /** What each category becomes, or the categories that become each: `{ USA: 'US' }`, `{ US: ['USA', 'U.S.'] }`. */
  map: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** What becomes of a value that the map does not name: `keep` (default), `missing`, or a category by `{ as: … }`. */
  others: z.union([z.enum(['keep', 'missing']), z.strictObject({ as: z.string() })]).default('keep'),
});

export type MergeCategoriesOptions = z.input<typeof optionsSchema>;

/**
 * Makes one category of several, in training, evaluation and prediction.
 *
 * @param selection the columns, of text
 */
export function mergeCategories(selection: Selection, options: MergeCategoriesOptions): RowStep {
  const selector = parseSelectionOnly('mergeCategories', selection);
  const { map, others } = parseOptions(optionsSchema, options, 'mergeCategories');
  const becomes: Record<string, string> = {};
  const named = new Set<string>();
  for (const [name, other] of Object.entries(map)) {
    const pairs = typeof other === 'string' ? [[name, other] as const] : other.map((one) => [one, name] as const);
    for (const [from, to] of pairs) {
      becomes[from] = to;
      named.add(from).add(to);
    }
  }
  return repairOf({
    name: 'mergeCategories',
    selector,
    takes: ['text'],
    reasonOf: () => 'not in the map',
    rewrite: each((value) => {
      const mapped = value.mapValues(becomes);
      if (others === 'keep') return mapped;
      return when(value.isIn([...named]), mapped, others === 'missing' ? null : others.as);
    }),
  });
}
