import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';

/**
 * How many rows each class is to have: some classes by a word, which all get the size of the smallest (under-sampling)
 * or the largest class (over-sampling); for two classes the smaller one's size by the larger one's; or numbers by the
 * classes' names. As imbalanced-learn's sampling_strategy.
 */
export const samplingStrategy = z.union([
  z.enum(['auto', 'minority', 'majority', 'notMinority', 'notMajority', 'all']),
  z.number().gt(0).max(1),
  z.record(z.string(), z.int().min(0)),
]);

export type SamplingStrategy = z.output<typeof samplingStrategy>;

/**
 * The rows that each class is to have; those of classes that stay as they are, as they are.
 *
 * @throws MillraceError OPTION_INVALID for what the classes do not allow
 */
export function wantedRows(
  step: string,
  direction: 'under' | 'over',
  strategy: SamplingStrategy,
  classes: readonly string[],
  counts: Float64Array,
): number[] {
  const wanted = [...counts];
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const [minority, majority] = [counts.indexOf(fewest), counts.indexOf(most)];
  if (typeof strategy === 'number') {
    if (classes.length !== 2) {
      throw new MillraceError('OPTION_INVALID', `${step}: a ratio is of two classes, and there are ${classes.length}`, {
        value: strategy,
        remedy: "say 'auto', or how many rows each class is to have: { spam: 500 }",
      });
    }
    const [from, to] =
      direction === 'under' ? [majority, Math.floor(fewest / strategy)] : [minority, Math.floor(most * strategy)];
    wanted[from] = to;
  } else if (typeof strategy === 'object') {
    for (const [name, count] of Object.entries(strategy)) {
      const index = classes.indexOf(name);
      if (index < 0) {
        throw new MillraceError('OPTION_INVALID', `${step}: '${name}' is not among the classes`, {
          value: name,
          remedy: `use some of: ${classes.join(', ')}`,
        });
      }
      wanted[index] = count;
    }
  } else {
    const word = strategy !== 'auto' ? strategy : direction === 'under' ? 'notMinority' : 'notMajority';
    for (let c = 0; c < classes.length; c++) {
      const isMeant =
        word === 'all' ||
        (word === 'minority' && c === minority) ||
        (word === 'majority' && c === majority) ||
        (word === 'notMinority' && c !== minority) ||
        (word === 'notMajority' && c !== majority);
      if (isMeant) wanted[c] = direction === 'under' ? fewest : most;
    }
  }
  wanted.forEach((rows, c) => {
    const isWrong = direction === 'under' ? rows > counts[c]! : rows < counts[c]!;
    if (!isWrong) return;
    const change = direction === 'under' ? 'drops' : 'adds';
    throw new MillraceError(
      'OPTION_INVALID',
      `${step} ${change} rows, and class '${classes[c]}' has ${counts[c]}, not ${rows}`,
      {
        value: rows,
        remedy: direction === 'under' ? 'ask for no more rows than there are' : 'ask for no fewer rows than there are',
      },
    );
  });
  return wanted;
}
