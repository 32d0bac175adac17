import type { ColumnType } from '../core/column.ts';
import type { Role } from '../core/schema.ts';

/** What is in a source and what is wrong with it, as plain JSON data. */
export interface ProfileResult {
  readonly rowCount: number;
  /** Rows that repeat an earlier row in every column. Rows are compared by a 64-bit hash. */
  readonly duplicateRows: Count;
  readonly columns: readonly ColumnProfile[];
  readonly target?: TargetProfile | undefined;
  readonly warnings: readonly ProfileWarning[];
  /** The rows that quantiles were taken from: all of them, or a sample. */
  readonly quantileRowCount: number;
}

/** A count, or an estimate of it (standard error below 1 %) where counting exactly would take unbounded memory. */
export interface Count {
  readonly count: number;
  readonly exact: boolean;
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
  /** `utf8` columns with at least one value: lengths in code points. */
  readonly lengths?: LengthProfile | undefined;
  /** The most frequent values; undefined with more than 10,000 different ones. */
  readonly top?: readonly ValueCount[] | undefined;
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
  | 'TARGET_IMBALANCED';
