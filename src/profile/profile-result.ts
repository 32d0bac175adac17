import type { ColumnType } from '../core/column.ts';
import type { Role } from '../core/schema.ts';

/** What is in a source and what is wrong with it, as plain JSON data. */
export interface ProfileResult {
  readonly rowCount: number;
  /**
   * Rows that repeat an earlier row in every column, by 128-bit hashes of their content. Exact up to 4,194,304 different
   * rows; beyond, an estimate with its standard error. undefined where they were not looked for (`detail`).
   */
  readonly duplicateRows?: (Count & { readonly standardError?: number | undefined }) | undefined;
  readonly columns: readonly ColumnProfile[];
  readonly target?: TargetProfile | undefined;
  readonly warnings: readonly ProfileWarning[];
  /**
   * The rows that quantiles of columns with too many different values were taken from, and everything that looks at two
   * columns or more: all rows up to 100,000 (fewer with more than 160 columns), else those chosen by hashes of their ids.
   */
  readonly quantileRowCount: number;
  /** Which values are missing, where, and together with which others. */
  readonly missing?: MissingProfile | undefined;
  /** How strongly columns go together, two by two. */
  readonly associations?: AssociationProfile | undefined;
  /** The target by each feature, the most telling ones first. */
  readonly targetByFeature?: readonly FeatureTarget[] | undefined;
  /** What tells the target and may not be known when it is to be predicted. Also among `warnings`. */
  readonly leakage?: readonly LeakageFinding[] | undefined;
  /** How columns change over time, by the first column of dates. */
  readonly changes?: ChangeProfile | undefined;
}

/** A count, or an estimate of it where counting exactly would take unbounded memory. */
export interface Count {
  readonly count: number;
  readonly exact: boolean;
  /** Standard error of an estimate of different values, as a share of it: 0.0081 (0.016 with over 1,000 columns). */
  readonly relativeError?: number | undefined;
}

export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: Role;
  /** Null and NaN. */
  readonly missingCount: number;
  /** Share of all rows, 0 to 1. */
  readonly missingShare: number;
  /** Different values, the missing one not counted. */
  readonly distinct: Count;
  /** Numeric columns with at least one finite value. */
  readonly numbers?: NumberProfile | undefined;
  /** Date and time columns: the earliest and latest, ISO 8601. */
  readonly times?: { readonly first: string; readonly last: string } | undefined;
  /** Date and time columns: how fine they are, and days without a row. */
  readonly calendar?: CalendarProfile | undefined;
  /** `utf8` columns with at least one value: lengths in code points. */
  readonly lengths?: LengthProfile | undefined;
  /** `utf8` columns with at least one value. */
  readonly texts?: TextProfile | undefined;
  /** The most frequent values; undefined when there are too many to tell which. Texts are cut at 256 bytes. */
  readonly top?: readonly ValueCount[] | undefined;
  /** Each count of `top` is too low by at most this; undefined when they are exact. */
  readonly topError?: number | undefined;
  readonly flags: readonly ColumnFlag[];
}

export type ColumnFlag = 'allMissing' | 'constant' | 'identifier' | 'mostlyMissing' | 'infinite';

/** Of the finite values. */
export interface NumberProfile {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** With n - 1 in the denominator; 0 for a single value. */
  readonly standardDeviation: number;
  readonly zeroCount: number;
  readonly negativeCount: number;
  readonly infiniteCount: number;
  /** Linearly interpolated, as numpy does by default. */
  readonly quantiles: Quantiles;
  /** Whether quantiles, outliers and histogram are of all rows; else of `quantileRowCount` sampled ones. */
  readonly quantilesExact?: boolean | undefined;
  readonly sum?: number | undefined;
  /** Bias-corrected, as pandas: undefined for fewer than three numbers, or constant ones. */
  readonly skewness?: number | undefined;
  /** Excess, bias-corrected, as pandas: undefined for fewer than four numbers, or constant ones. */
  readonly kurtosis?: number | undefined;
  /** Median absolute deviation from the median, unscaled. */
  readonly medianDeviation?: number | undefined;
  /** Numbers with a fraction. */
  readonly fractionCount?: number | undefined;
  readonly outliers?: OutlierProfile | undefined;
  readonly histogram?: HistogramProfile | undefined;
}

/** Numbers more than 1.5 interquartile ranges beyond the quartiles (Tukey's fences). */
export interface OutlierProfile {
  readonly lowFence: number;
  readonly highFence: number;
  /** The most extreme numbers within the fences: whiskers of a box plot. */
  readonly lowWhisker: number;
  readonly highWhisker: number;
  /** Below and above; scaled up to all rows where `exact` is false. */
  readonly lowCount: number;
  readonly highCount: number;
  readonly exact: boolean;
  /** Up to five of the most extreme on each side, of all rows. */
  readonly examples: readonly number[];
}

/** Bin i holds numbers from edges[i] up to edges[i + 1]; the last one its upper edge too. */
export interface HistogramProfile {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface CalendarProfile {
  /** The coarsest unit that all instants are whole numbers of. */
  readonly granularity: 'day' | 'hour' | 'minute' | 'second' | 'fraction';
  /** Different days with a row; undefined beyond 65,536. */
  readonly dayCount?: number | undefined;
  /** Days between neighbouring days with a row, the most frequent of them. */
  readonly usualStepDays?: number | undefined;
  /** Stretches of days without a row that are longer than twice the usual step, the longest five. */
  readonly gaps?: readonly { readonly from: string; readonly to: string; readonly days: number }[] | undefined;
}

export interface TextProfile {
  /** What stands between spaces. */
  readonly words: { readonly min: number; readonly max: number; readonly mean: number };
  readonly lengthDeviation: number;
  /** Values that begin or end with a space. */
  readonly paddedCount: number;
}

export interface MissingProfile {
  readonly completeRowCount: number;
  /** Columns that are missing together, by falling number of rows; complete rows are not among them. At most 50. */
  readonly patterns: readonly { readonly columns: readonly string[]; readonly rowCount: number }[];
  /** Different patterns, that of complete rows included. Beyond 4,096, counts are too low by at most `error` rows. */
  readonly patternCount: number;
  readonly error: number;
  /** Up to 128 stretches of rows by row id, and for each column with missing values how many each has. */
  readonly places: {
    readonly rowsPerPlace: number;
    readonly rowCounts: readonly number[];
    readonly columns: readonly { readonly name: string; readonly counts: readonly number[] }[];
  };
}

/** Matrices over `columns`, null where undefined. On at most `rowCount` rows: those in which both have a value. */
export interface AssociationProfile {
  readonly columns: readonly string[];
  readonly kinds: readonly ('number' | 'category')[];
  readonly rowCount: number;
  /** Two numbers: Pearson's r. Two categories: Cramér's V, bias-corrected (Bergsma 2013). Else the correlation ratio η. */
  readonly strength: readonly (readonly (number | null)[])[];
  /** Two numbers: Spearman's rank correlation; else null. */
  readonly rank: readonly (readonly (number | null)[])[];
  /** Columns left out: more than 60, or categories of more than 500 values. */
  readonly leftOut: readonly string[];
}

export interface FeatureTarget {
  readonly column: string;
  /**
   * What the feature alone tells: a rule from 50 groups of equal size, or from each value, to the target, learned on two
   * thirds of the sampled rows and scored on the rest by ROC AUC (several classes: the mean of one against the rest) or
   * R². Null when too few rows are left.
   */
  readonly score: number | null;
  readonly measure: 'rocAuc' | 'r2';
  /** Values or ranges, with the mean of the target or the rows of each class (in the order of `classes`). */
  readonly groups: readonly TargetGroup[];
  readonly classes?: readonly string[] | undefined;
}

export interface TargetGroup {
  /** A value, 'low to high', 'other values' or 'missing'. */
  readonly label: string;
  readonly rowCount: number;
  readonly mean?: number | undefined;
  readonly classCounts?: readonly number[] | undefined;
}

export interface LeakageFinding {
  readonly code: 'TARGET_REPEATED' | 'TARGET_DECIDED' | 'TARGET_ORDERED' | 'DUPLICATES_CROSS';
  /** Undefined for what concerns whole rows. */
  readonly column?: string | undefined;
  readonly measure: 'rocAuc' | 'r2' | 'correlation' | 'rankCorrelation' | 'share' | 'rows';
  readonly figure: number;
  readonly why: string;
  readonly remedy: string;
}

export interface ChangeProfile {
  /** The column of dates. */
  readonly time: string;
  readonly unit: 'day' | 'month' | 'year';
  /** The first day of each stretch. */
  readonly begins: readonly string[];
  /** Sampled rows of each stretch. */
  readonly rowCounts: readonly number[];
  readonly columns: readonly ColumnChange[];
}

export interface ColumnChange {
  readonly column: string;
  /** Of numbers, by stretch; null where there is none. */
  readonly means?: readonly (number | null)[] | undefined;
  /** Of the five most frequent values, by stretch. */
  readonly shares?:
    | readonly { readonly value: ValueCount['value']; readonly shares: readonly (number | null)[] }[]
    | undefined;
  /** Share of missing values by stretch. */
  readonly missing: readonly (number | null)[];
  /** Population stability index of the later half of the rows against the earlier one. */
  readonly stability: number;
  /** Whether `stability` is above 0.25. */
  readonly drifts: boolean;
}

export interface Quantiles {
  readonly p1: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
}

export interface LengthProfile {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly emptyCount: number;
}

export interface ValueCount {
  readonly value: string | number | boolean;
  readonly count: number;
}

export interface TargetProfile {
  readonly name: string;
  readonly missingCount: number;
  /** Classes by falling count, where the target has few values. `share` is of the rows that have a target. */
  readonly classes?:
    | readonly { readonly class: string; readonly rowCount: number; readonly share: number }[]
    | undefined;
}

export interface ProfileWarning {
  readonly code: WarningCode;
  readonly column?: string | undefined;
  /** What was found and what it means, in one sentence. */
  readonly message: string;
}

export type WarningCode =
  | 'DUPLICATE_ROWS'
  | 'ALL_MISSING'
  | 'MOSTLY_MISSING'
  | 'CONSTANT'
  | 'IDENTIFIER'
  | 'INFINITE'
  | 'MISSING_AS_TEXT'
  | 'NUMBERS_AS_TEXT'
  | 'TARGET_MISSING'
  | 'TARGET_CONSTANT'
  | 'TARGET_IMBALANCED'
  | 'DATES_AS_TEXT'
  | 'SIMILAR_VALUES'
  | 'PADDED_TEXT'
  | 'DRIFT'
  | LeakageFinding['code'];
