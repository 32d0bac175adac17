import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { PartDescription } from './native/addon.ts';
import type { ClassMomentsHandle, ClassMomentsResult, ClassSumsHandle, LinearBayes } from './native/bayes-addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';
import type { FeatureMatrix, NumberList } from './states.ts';

/** Where the rows of a pass are: assembled features, class codes, weights. */
export interface ClassRows {
  readonly parts: readonly PartDescription[];
  readonly sparse: boolean;
  readonly target: Slot;
  readonly weight: Slot | undefined;
}

/** Rows in memory: one entry each. */
interface ClassMatrix {
  readonly matrix: FeatureMatrix;
  readonly target: NumberList;
  readonly weight: NumberList | undefined;
}

/** The weighted sum of every column in every class, and each class's weight. */
export class ClassSums {
  readonly #handle: ClassSumsHandle;

  /** @param binarize values count as 1 above it and as 0 else; without it as they are, and none may be negative */
  constructor(classCount: number, binarize?: number) {
    this.#handle = inEngine(() => addon().classSums(classCount, binarize));
  }

  addTo(program: Program, rows: ClassRows): void {
    addRows(program, 'foldClassSums', rows, this.#handle);
  }

  /** Adds all rows from memory. @throws MillraceError VALUE_INVALID for a negative value */
  use({ matrix, target, weight }: ClassMatrix, options: RunOptions): Promise<void> {
    return runJob(options, (job) =>
      addon().classSumsUse(this.#handle, matrix.handle, target.handle, weight?.handle, job),
    );
  }

  info(): { readonly weights: Float64Array; readonly storedValues: number } {
    return inEngine(() => addon().classSumsInfo(this.#handle));
  }

  /** See `native/bayes/naive_bayes.h`. @throws MillraceError OPTION_INVALID where alpha leaves a count of 0 */
  fit(
    kind: 'multinomial' | 'bernoulli' | 'complement',
    { alpha, norm, logPriors }: { readonly alpha: number; readonly norm: boolean; readonly logPriors: Float64Array },
    options: RunOptions,
  ): Promise<LinearBayes> {
    return runJob(options, (job) => addon().classSumsFit(this.#handle, kind, alpha, norm, logPriors, job));
  }

  release(): void {
    addon().release(this.#handle);
  }
}

/** The mean and variance of every column in every class. */
export class ClassMoments {
  readonly #handle: ClassMomentsHandle;

  constructor(classCount: number) {
    this.#handle = inEngine(() => addon().classMoments(classCount));
  }

  addTo(program: Program, rows: ClassRows): void {
    addRows(program, 'foldClassMoments', rows, this.#handle);
  }

  /** Adds all rows from memory. */
  use({ matrix, target, weight }: ClassMatrix, options: RunOptions): Promise<void> {
    return runJob(options, (job) =>
      addon().classMomentsUse(this.#handle, matrix.handle, target.handle, weight?.handle, job),
    );
  }

  result(): ClassMomentsResult {
    return inEngine(() => addon().classMomentsResult(this.#handle));
  }

  release(): void {
    addon().release(this.#handle);
  }
}

function addRows(
  program: Program,
  operation: string,
  { parts, sparse, target, weight }: ClassRows,
  state: ClassSumsHandle | ClassMomentsHandle,
): void {
  program.fold(operation, weight === undefined ? [target] : [target, weight], state, { parts, sparse });
}

/** Adds each class's probability, by a normal distribution a class and column, to a program. */
export function addGaussianScores(
  program: Program,
  logPriors: Float64Array,
  means: Float64Array,
  variances: Float64Array,
  parts: readonly PartDescription[],
): Slot {
  const scores = inEngine(() => addon().gaussianScores(logPriors, means, variances));
  return program.operation('gaussian', [], { parts, sparse: false, scores });
}
