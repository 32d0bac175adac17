import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import type { RunOptions } from '../engine/job.ts';
import type { NumberList } from '../engine/states.ts';
import type { TrainingTarget } from './learner.ts';

/**
 * Factors of the rows' weights by class: `balanced` gives every class the same weight in all, one over its share; or by
 * the classes' names, those left out 1.
 */
export const classWeight = z.union([z.literal('balanced'), z.record(z.string(), z.number().min(0))]);

export type ClassWeight = z.output<typeof classWeight>;

/**
 * The factors given by name, one for each class.
 *
 * @throws MillraceError OPTION_INVALID
 */
export function factorsByName(
  learner: string,
  given: Readonly<Record<string, number>>,
  classes: readonly string[],
): Float64Array {
  const unknown = Object.keys(given).find((key) => !classes.includes(key));
  if (unknown !== undefined) {
    throw new MillraceError(
      'OPTION_INVALID',
      `${learner}: 'classWeight' names '${unknown}', which is not among the classes`,
      { value: unknown, remedy: `use some of: ${classes.join(', ')}` },
    );
  }
  const factors = Float64Array.from(classes, (one) => (Object.hasOwn(given, one) ? given[one]! : 1));
  if (factors.some((factor) => factor > 0)) return factors;
  throw new MillraceError('OPTION_INVALID', `${learner}: 'classWeight' gives every class 0`, {
    remedy: 'give some class a weight above 0',
  });
}

/**
 * The rows' weights times what their classes weigh. Balanced as scikit-learn's compute_class_weight with sample weights:
 * the weight of all rows, by the number of classes and by the class's own weight.
 */
export async function weighByClass(
  learner: string,
  asked: ClassWeight | undefined,
  { target, weight, classCount, classes }: TrainingTarget,
  run: RunOptions,
): Promise<NumberList | undefined> {
  if (asked === undefined) return weight;
  const factors =
    asked === 'balanced'
      ? (await target.shares(weight, classCount, run)).map((share) => (share > 0 ? 1 / (classCount * share) : 0))
      : factorsByName(learner, asked, classes ?? []);
  return target.weightsByClass(factors, weight, run);
}
