/** The addon's functions for selection and reduction of matrix columns. */

import type { Handle, JobOptions, MatrixHandle, NumberListHandle } from './addon.ts';

export type ColumnMomentsHandle = Handle<'column moments'>;
export type CoMomentsHandle = Handle<'co-moments'>;
export type GramProductHandle = Handle<'gram product'>;
export type ProjectionHandle = Handle<'projection'>;
export type SparseValueCountsHandle = Handle<'sparse value counts'>;

export interface ColumnMomentsOptions {
  /** 1 without classes. */
  readonly classCount: number;
  /** A number to take co-moments with; there is one class then. */
  readonly withTarget: boolean;
  /** Missing numbers are left out; otherwise they are a fault. */
  readonly skipMissing: boolean;
}

export interface ColumnMomentsResult {
  /** [classes] */
  readonly classRows: Float64Array;
  /** [columns]: rows that are not missing */
  readonly counts: Float64Array;
  /** [columns]: a number near the column's, so that what is told from it keeps its digits */
  readonly centres: Float64Array;
  /** [classes][columns]: less the centre */
  readonly means: Float64Array;
  /** [classes][columns]: sums of squares about the means */
  readonly squares: Float64Array;
  /** [columns] */
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** [columns]: Σ (x − mean)(y − mean), with a target */
  readonly products: Float64Array;
  readonly targetMean: number;
  readonly targetSquares: number;
}

export interface CoMomentsResult {
  /** [classes] */
  readonly classRows: Float64Array;
  /** [columns]: the first row */
  readonly centres: Float64Array;
  /** [classes][columns]: less the centre */
  readonly means: Float64Array;
  /** [columns][columns]: Σ (x − mean of its class)(x − mean of its class)ᵀ */
  readonly products: Float64Array;
}

export interface EigenResult {
  /** Descending. */
  readonly values: Float64Array;
  /** [values][size]: of length 1, the component of largest magnitude positive. */
  readonly vectors: Float64Array;
}

export interface ReductionAddon {
  columnMoments(options: ColumnMomentsOptions): ColumnMomentsHandle;
  columnMomentsFinish(state: ColumnMomentsHandle): ColumnMomentsResult;
  sparseValueCounts(width: number, classCount: number): SparseValueCountsHandle;
  sparseValueInformation(state: SparseValueCountsHandle, job: JobOptions): Promise<Float64Array>;
  coMoments(classCount: number): CoMomentsHandle;
  coMomentsFinish(state: CoMomentsHandle, options: JobOptions): Promise<CoMomentsResult>;
  coMomentsOfMatrix(
    matrix: MatrixHandle,
    classes: NumberListHandle,
    classCount: number,
    options: JobOptions,
  ): Promise<CoMomentsResult>;
  symmetricEigen(matrix: Float64Array, size: number, options: JobOptions): Promise<EigenResult>;
  randomBasis(size: number, count: number, seed: number, options: JobOptions): Promise<Float64Array>;
  orthonormalBasis(basis: Float64Array, count: number, options: JobOptions): Promise<Float64Array>;
  ritz(basis: Float64Array, product: Float64Array, count: number, options: JobOptions): Promise<EigenResult>;
  gramProduct(basis: Float64Array, count: number, shift: Float64Array): GramProductHandle;
  gramProductFinish(state: GramProductHandle, options: JobOptions): Promise<Float64Array>;
  matrixGramProduct(
    matrix: MatrixHandle,
    basis: Float64Array,
    count: number,
    options: JobOptions,
  ): Promise<Float64Array>;
  nearestRows(
    numbers: Float64Array,
    codes: Int32Array,
    rows: number,
    mismatch: number,
    count: number,
    options: JobOptions,
  ): Promise<Float64Array>;
  mutualInformation(
    columns: Float64Array,
    target: Float64Array,
    discrete: Uint8Array,
    targetDiscrete: boolean,
    neighbors: number,
    options: JobOptions,
  ): Promise<Float64Array>;
  projection(weights: Float64Array, shift: Float64Array, outputs: number): ProjectionHandle;
}
