import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import type { Field } from '../core/schema.ts';
import { type RunOptions, throwIfAborted } from '../engine/job.ts';
import { Program } from '../engine/program.ts';
import { MomentsState } from '../engine/states.ts';
import { releaseBatch } from '../source/batch.ts';
import { nextTurn } from '../source/reader.ts';
import type { Source } from '../source/source.ts';

/** How limits follow from training rows. */
export const limitOptions = {
  /**
   * `iqr` (default): `factor` × the distance between the quartiles below the first and above the third; `zScore`: `factor`
   * standard deviations around the mean; `quantile`: from quantile `lower` to quantile `upper`.
   */
  method: z.enum(['iqr', 'zScore', 'quantile']).default('iqr'),
  /** Default 1.5 for `iqr` (Tukey's fences) and 3 for `zScore`. */
  factor: z.number().positive().optional(),
  /** Default 0.05 and 0.95. */
  lower: z.number().min(0).max(1).default(0.05),
  upper: z.number().min(0).max(1).default(0.95),
};

export type LimitOptions = z.output<z.ZodObject<typeof limitOptions>>;

export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** @throws MillraceError OPTION_INVALID for options that the method does not look at, or that cross */
export function checkLimitOptions(step: string, options: LimitOptions, given: Readonly<Record<string, unknown>>): void {
  const unread = options.method === 'quantile' ? ['factor'] : ['lower', 'upper'];
  const idle = unread.find((name) => given[name] !== undefined);
  if (idle !== undefined) {
    throw new MillraceError('OPTION_INVALID', `${step}: method '${options.method}' does not look at '${idle}'`, {
      value: given[idle],
      remedy: 'leave it out, or choose another method',
    });
  }
  if (options.lower < options.upper) return;
  throw new MillraceError('OPTION_INVALID', `${step}: 'lower' must be less than 'upper'`, {
    value: options.lower,
    remedy: 'as in { lower: 0.05, upper: 0.95 }',
  });
}

/**
 * The limits of each column in one pass over the rows: exact, with quantiles between two values interpolated linearly
 * as NumPy does. Quantiles hold 8 bytes a value while they are found; a z-score holds nothing.
 *
 * @throws MillraceError COLUMN_EMPTY for a column without a value, VALUE_INFINITE
 */
export async function fitLimits(
  source: Source,
  fields: readonly Field[],
  options: LimitOptions,
  run: RunOptions,
): Promise<Limits[]> {
  if (fields.length === 0) return [];
  const isMoments = options.method === 'zScore';
  const program = new Program();
  const slots = fields.map(({ name }) => program.numbers(program.input(), name));
  const moments = fields.map(() => new MomentsState());
  const values = fields.map(() => new PresentNumbers());
  if (isMoments) for (const [i, state] of moments.entries()) state.addTo(program, slots[i]!, undefined);
  for await (const batch of source.scan({ columns: fields.map(({ name }) => name), signal: run.signal })) {
    throwIfAborted(run.signal);
    const columns = fields.map(({ name }) => batch.columns.get(name)!);
    const found = await program.run(columns, batch.length, false, isMoments ? [] : slots, run);
    for (const [i, numbers] of found.values.entries()) values[i]!.add(numbers as Float64Array);
    releaseBatch(batch);
    await nextTurn();
  }
  return fields.map(({ name }, i) => {
    const limits = isMoments ? byMoments(moments[i]!, options.factor ?? 3) : byQuantiles(values[i]!.sorted(), options);
    if (limits !== undefined) return limits;
    throw new MillraceError('COLUMN_EMPTY', `column '${name}' has no value to find limits from`, {
      column: name,
      remedy: 'leave the column out of this step',
    });
  });
}

function byMoments(state: MomentsState, factor: number): Limits | undefined {
  const { weight, mean, variance } = state.finish();
  if (!(weight > 0)) return undefined;
  const reach = factor * Math.sqrt(variance);
  return { low: mean - reach, high: mean + reach };
}

function byQuantiles(sorted: Float64Array, { method, factor = 1.5, lower, upper }: LimitOptions): Limits | undefined {
  if (sorted.length === 0) return undefined;
  if (method === 'quantile') return { low: quantile(sorted, lower), high: quantile(sorted, upper) };
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = factor * (third - first);
  return { low: first - reach, high: third + reach };
}

/** As NumPy's default: linear between the two values around the position. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  const along = position - below;
  // From the nearer end, so that the far one is met exactly.
  return along < 0.5 ? low + (high - low) * along : high - (high - low) * (1 - along);
}

class PresentNumbers {
  #values = new Float64Array(1024);
  #length = 0;

  add(numbers: Float64Array): void {
    if (this.#length + numbers.length > this.#values.length) {
      const grown = new Float64Array(Math.max(this.#length + numbers.length, this.#values.length * 2));
      grown.set(this.#values.subarray(0, this.#length));
      this.#values = grown;
    }
    for (const value of numbers) if (!Number.isNaN(value)) this.#values[this.#length++] = value;
  }

  sorted(): Float64Array {
    return this.#values.slice(0, this.#length).sort();
  }
}
