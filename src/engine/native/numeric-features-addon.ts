import type { JobOptions } from './addon.ts';
import type { SortedNumbersHandle } from './scaling-addon.ts';

export type PowerMethod = 'yeo-johnson' | 'box-cox';

export interface PowerFit {
  readonly lambda: number;
  /** Of the transformed numbers. */
  readonly mean: number;
  readonly variance: number;
  /** In absolute value: how fast the transform changes with lambda. */
  readonly greatestLogarithm: number;
}

/** `native/binding/numeric_features.cpp`. */
export interface NumericFeaturesAddon {
  sortedClusterCentres(sorted: SortedNumbersHandle, count: number, options: JobOptions): Promise<Float64Array>;
  sortedPowerFit(sorted: SortedNumbersHandle, method: PowerMethod, options: JobOptions): Promise<PowerFit>;
}
