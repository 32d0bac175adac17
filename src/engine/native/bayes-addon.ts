import type { Handle, JobOptions, MatrixHandle, NumberListHandle } from './addon.ts';

export type ClassSumsHandle = Handle<'class sums'>;
export type ClassMomentsHandle = Handle<'class moments'>;
export type GaussianScoresHandle = Handle<'gaussian scores'>;

/** Each class's logarithms as linear scores: of two classes, the second's less the first's. */
export interface LinearBayes {
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
}

/** As `ClassMoments` in `native/bayes/class_moments.h`: the last class stands for all rows, each of weight 1. */
export interface ClassMomentsResult {
  /** [classes + 1] */
  readonly weights: Float64Array;
  /** [classes + 1][columns] */
  readonly means: Float64Array;
  /** [classes + 1][columns]: sums of squares about the means. */
  readonly squares: Float64Array;
}

export interface BayesAddon {
  classSums(classCount: number, binarize: number | undefined): ClassSumsHandle;
  classSumsUse(
    state: ClassSumsHandle,
    matrix: MatrixHandle,
    target: NumberListHandle,
    weight: NumberListHandle | undefined,
    job: JobOptions,
  ): Promise<void>;
  classSumsInfo(state: ClassSumsHandle): { readonly weights: Float64Array; readonly storedValues: number };
  classSumsFit(
    state: ClassSumsHandle,
    kind: 'multinomial' | 'bernoulli' | 'complement',
    alpha: number,
    norm: boolean,
    logPriors: Float64Array,
    job: JobOptions,
  ): Promise<LinearBayes>;
  classMoments(classCount: number): ClassMomentsHandle;
  classMomentsUse(
    state: ClassMomentsHandle,
    matrix: MatrixHandle,
    target: NumberListHandle,
    weight: NumberListHandle | undefined,
    job: JobOptions,
  ): Promise<void>;
  classMomentsResult(state: ClassMomentsHandle): ClassMomentsResult;
  gaussianScores(logPriors: Float64Array, means: Float64Array, variances: Float64Array): GaussianScoresHandle;
}
