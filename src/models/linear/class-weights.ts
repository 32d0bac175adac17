import { factorsByName } from '../class-weight.ts';
import type { TrainingTarget } from '../learner.ts';

/** Factors of the classes' weights: by the class's name, where 1 stands for those left out, or for equal shares. */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>>;

/**
 * One factor a class; undefined for 1 each. `balanced` is rows / (classes · rows of the class), as in scikit-learn.
 *
 * @throws MillraceError OPTION_INVALID for a name that no class has, or when every class is given 0
 */
export function classWeights(
  learner: string,
  asked: ClassWeight | undefined,
  { classes = [], classCounts, classCount, target }: TrainingTarget,
): Float64Array | undefined {
  if (asked === undefined) return undefined;
  if (asked === 'balanced') {
    const counts = classCounts ?? countsOf(target.values(), classCount);
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => (count > 0 ? rows / (classCount * count) : 0));
  }
  return factorsByName(learner, asked, classes);
}

function countsOf(codes: Float64Array, classCount: number): Float64Array {
  const counts = new Float64Array(classCount);
  for (const code of codes) counts[code]! += 1;
  return counts;
}
