import type { Handle, JobOptions } from './addon.ts';

export type ExtremaHandle = Handle<'extrema'>;
export type NumberQuantilesHandle = Handle<'number quantiles'>;
export type NumberSampleHandle = Handle<'number sample'>;
export type SortedNumbersHandle = Handle<'sorted numbers'>;
export type SparseExtremaHandle = Handle<'sparse extrema'>;
export type SparseMomentsHandle = Handle<'sparse moments'>;

/** How a quantile between two numbers is made of them: NumPy's methods. */
export type QuantileMethod =
  | 'linear'
  | 'invertedCdf'
  | 'averagedInvertedCdf'
  | 'interpolatedInvertedCdf'
  | 'hazen'
  | 'weibull'
  | 'medianUnbiased'
  | 'normalUnbiased';

/** `native/binding/scaling.cpp`. */
export interface ScalingAddon {
  extrema(): ExtremaHandle;
  extremaFinish(state: ExtremaHandle): { any: boolean; min: number; max: number };
  numberQuantiles(): NumberQuantilesHandle;
  numberQuantilesFinish(state: NumberQuantilesHandle, options: JobOptions): Promise<SortedNumbersHandle>;
  numberSample(limit: number): NumberSampleHandle;
  numberSampleFinish(state: NumberSampleHandle, options: JobOptions): Promise<SortedNumbersHandle>;
  sortedInfo(sorted: SortedNumbersHandle): { count: number; exact: boolean };
  sortedQuantiles(sorted: SortedNumbersHandle, probabilities: Float64Array, method: QuantileMethod): Float64Array;
  normalQuantile(probability: number): number;
  sparseExtrema(width: number): SparseExtremaHandle;
  sparseExtremaFinish(state: SparseExtremaHandle): Float64Array;
  sparseMoments(width: number): SparseMomentsHandle;
  sparseMomentsFinish(state: SparseMomentsHandle): { weight: number; means: Float64Array; variances: Float64Array };
}
