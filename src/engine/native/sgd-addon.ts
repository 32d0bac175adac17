import type { Handle, JobOptions, MatrixHandle, NumberListHandle } from './addon.ts';

export type SgdHandle = Handle<'sgd fit'>;

/** As `SgdOptions` in `native/linear/sgd.h`. */
export interface SgdParameters {
  readonly loss: string;
  readonly penalises: boolean;
  readonly l1Ratio: number;
  readonly alpha: number;
  readonly fitIntercept: boolean;
  readonly learningRate: 'optimal' | 'constant' | 'invscaling' | 'adaptive';
  readonly eta0: number;
  readonly powerT: number;
  readonly average: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly tol: number | null;
  readonly nIterNoChange: number;
  readonly maxIter: number;
  readonly epsilon: number;
  readonly classCount: number;
  readonly classWeights: Float64Array | undefined;
  readonly keptBytes: number;
}

export interface SgdEpoch {
  readonly epoch: number;
  /** Per row, over all outputs, penalty included. */
  readonly objective: number;
  readonly finished: boolean;
  /** Whether the rows of the epoch are in memory for the next. */
  readonly keepsRows: boolean;
}

export interface SgdResult {
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
  readonly converged: boolean;
  readonly storedValues: number;
}

export interface SgdAddon {
  sgdCreate(parameters: SgdParameters): SgdHandle;
  sgdEndEpoch(fit: SgdHandle, job: JobOptions): Promise<SgdEpoch>;
  sgdEpochInMemory(fit: SgdHandle, job: JobOptions): Promise<SgdEpoch>;
  sgdUse(fit: SgdHandle, matrix: MatrixHandle, target: NumberListHandle, weight: NumberListHandle | undefined): void;
  sgdResult(fit: SgdHandle): SgdResult;
}
