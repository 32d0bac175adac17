import type { ColumnHandle, Handle, JobOptions } from './addon.ts';

export type TableProfileHandle = Handle<'table profile'>;

/** Of the finite numbers. Quantiles, fences, outliers and histogram are of `summaryCount` rows: all where `exact`. */
export interface NativeNumbers {
  /** [5]: count, mean, and the sums of the second, third and fourth powers of differences from it. */
  readonly moments: Float64Array;
  readonly zeros: number;
  readonly negatives: number;
  readonly positiveInfinities: number;
  readonly negativeInfinities: number;
  readonly fractions: number;
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  readonly exact: boolean;
  readonly summaryCount: number;
  readonly quantiles: Float64Array;
  readonly deviation: number;
  readonly fences: Float64Array;
  readonly whiskers: Float64Array;
  readonly outliers: Float64Array;
  readonly edges: Float64Array;
  readonly counts: Float64Array;
}

export interface NativeColumn {
  readonly missing: number;
  readonly distinct: number;
  readonly isExact: boolean;
  readonly relativeError: number;
  /** Counts are too low by at most this. */
  readonly countError: number;
  /** The most frequent values: bits of a float64, an int64, 0 and 1, or hashes of texts. */
  readonly keys: BigUint64Array;
  readonly counts: Float64Array;
  readonly texts?: readonly string[];
  /** [10], see `native/binding/profile.cpp` */
  readonly lengths?: Float64Array;
  /** [7]: count, first, last, and how many are whole seconds, minutes, hours and days; in microseconds since 1970 */
  readonly times?: Float64Array;
  /** Days since 1970, ascending; undefined when there are too many. */
  readonly days?: Float64Array;
  readonly numbers?: NativeNumbers;
}

export interface NativeRows {
  readonly rowCount: number;
  readonly sampledRows: number;
  /** [5]: whether exact, different rows, repeated ones, their standard error, rows that would cross a split */
  readonly repeated: Float64Array;
  readonly patterns: readonly { readonly columns: Float64Array; readonly count: number }[];
  readonly patternError: number;
  readonly rowsPerPlace: number;
  readonly rowsByPlace: Float64Array;
  readonly missingByPlace: readonly (Float64Array | undefined)[];
}

export interface NativeAssociations {
  readonly rows: number;
  readonly strength: Float64Array;
  readonly rank: Float64Array;
  readonly missing: Float64Array;
}

export interface NativeGroup {
  readonly kind: 'value' | 'range' | 'other' | 'missing';
  readonly key: bigint;
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  readonly mean: number;
  readonly classes: Float64Array;
}

export interface NativeRule {
  readonly score: number;
  readonly accuracy: number;
  readonly baseline: number;
  readonly scoredRows: number;
  readonly linear: number;
  readonly monotone: number;
  readonly decides: number;
  readonly decided: number;
  readonly values: number;
  readonly groups: readonly NativeGroup[];
}

export interface NativeRules {
  readonly rows: number;
  readonly classes: BigUint64Array;
  readonly features: readonly NativeRule[];
}

export interface NativeChanges {
  readonly rows: Float64Array;
  readonly columns: readonly {
    readonly missing: Float64Array;
    readonly mean: Float64Array;
    readonly keys: BigUint64Array;
    readonly shares: Float64Array;
    readonly stability: number;
  }[];
}

/** `native/binding/profile.cpp`. Flags are 0 and 1. */
export interface ProfileAddon {
  tableProfile(types: Float64Array, target: number, countRepeated: boolean): TableProfileHandle;
  profileAdd(
    profile: TableProfileHandle,
    rowIds: Float64Array,
    columns: readonly ColumnHandle[],
    options: JobOptions,
  ): Promise<void>;
  profileFinish(
    profile: TableProfileHandle,
    shares: Float64Array,
    mostValues: Float64Array,
    heldOut: number,
    options: JobOptions,
  ): Promise<{ readonly rows: NativeRows; readonly columns: readonly NativeColumn[] }>;
  profileAssociate(
    profile: TableProfileHandle,
    columns: Float64Array,
    isNumber: Float64Array,
    options: JobOptions,
  ): Promise<NativeAssociations>;
  profileRules(
    profile: TableProfileHandle,
    target: number,
    isClasses: boolean,
    features: Float64Array,
    isNumber: Float64Array,
    options: JobOptions,
  ): Promise<NativeRules>;
  profileChanges(
    profile: TableProfileHandle,
    time: number,
    begins: Float64Array,
    columns: Float64Array,
    isNumber: Float64Array,
    options: JobOptions,
  ): Promise<NativeChanges>;
}
