import type { CategoriesHandle, Handle, JobOptions, NumberListHandle } from './addon.ts';

export type TargetStatisticsHandle = Handle<'target statistics'>;

export interface TargetStatisticsOptions {
  /** Names, for messages. */
  readonly column: string;
  readonly target: string;
  readonly isClass: boolean;
  readonly folds: number;
  readonly seed: number;
}

/** What target encoding learnt of a column; arrays are row-major. */
export interface TargetEncodings {
  readonly categories: CategoriesHandle;
  readonly values: readonly string[] | Float64Array;
  /** The target's classes, ascending, if it has any. */
  readonly classes?: readonly string[] | Float64Array;
  readonly rowCount: number;
  readonly missingTargets: number;
  /** [outputs] */
  readonly means: Float64Array;
  /** [categories + 1][outputs], missing values last */
  readonly encodings: Float64Array;
  /** [folds][outputs]: of the rows in the other folds; NaN when there are none */
  readonly foldMeans: Float64Array;
  /** [categories + 1][folds][outputs] */
  readonly foldEncodings: NumberListHandle;
}

/** The addon's part for encoders of categories. */
export interface EncodersAddon {
  targetStatistics(options: TargetStatisticsOptions): TargetStatisticsHandle;
  targetStatisticsFinish(
    state: TargetStatisticsHandle,
    smooth: number | undefined,
    oneOutput: boolean,
    options: JobOptions,
  ): Promise<TargetEncodings>;
}
