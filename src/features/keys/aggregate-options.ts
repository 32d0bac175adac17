import { z } from 'zod';
import type { KeyStatistic } from '../../engine/keys.ts';

const columnName = z.string();

/** How many rows a key has, or a statistic of a column: `'count'`, `{ mean: 'amount' }`. */
const aggregate = z.union([
  z.literal('count'),
  z.strictObject({ count: columnName }),
  z.strictObject({ mean: columnName }),
  z.strictObject({ sum: columnName }),
  z.strictObject({ std: columnName }),
  z.strictObject({ min: columnName }),
  z.strictObject({ max: columnName }),
  z.strictObject({ distinct: columnName }),
  z.strictObject({ first: columnName }),
  z.strictObject({ last: columnName }),
]);

export const aggregatesOption = z
  .record(z.string(), aggregate)
  .refine((aggregates) => Object.keys(aggregates).length > 0, 'at least one aggregate');

/** An aggregate under the name of its column of the output. */
export interface NamedAggregate {
  readonly name: string;
  readonly statistic: KeyStatistic;
  /** Undefined to count rows. */
  readonly column: string | undefined;
}

export function namedAggregates(given: z.output<typeof aggregatesOption>): NamedAggregate[] {
  return Object.entries(given).map(([name, one]) => {
    if (one === 'count') return { name, statistic: 'count', column: undefined };
    const [statistic, column] = Object.entries(one)[0] as [KeyStatistic, string];
    return { name, statistic, column };
  });
}
