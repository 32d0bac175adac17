import type { CleaningRecord } from '../clean/cleaning-record.ts';
import type { ColumnType } from '../core/column.ts';
import type { Role } from '../core/schema.ts';
import type { Tree } from '../explain/tree-nodes.ts';

/**
 * Everything a report shows, as plain JSON data. A section appears only if its data is there. Texts may hold
 * anything: the report escapes them.
 */
export interface ReportData {
  readonly title: string;
  /** When the run began, ISO 8601. */
  readonly created: string;
  /** The command line that makes this report again. */
  readonly command?: string | undefined;
  readonly version?: string | undefined;
  readonly source: ReportSource;
  readonly target: ReportTarget;
  /** What was decided, in the order it happened, and why. */
  readonly plan?: readonly PlanStep[] | undefined;
  readonly warnings?: readonly string[] | undefined;
  /** What repairs and filters did to the training rows. */
  readonly cleaning?: CleaningRecord | undefined;
  readonly split?: ReportSplit | undefined;
  readonly model?: ReportModel | undefined;
  readonly evaluation?: ReportEvaluation | undefined;
  /** Loss by step of the solver, in order. */
  readonly history?: readonly HistoryStep[] | undefined;
  /** The largest coefficients by absolute value, at most a few dozen. */
  readonly coefficients?: readonly Coefficient[] | undefined;
  /** Of models of trees: what their splits say. */
  readonly trees?: ReportTrees | undefined;
}

export interface ReportTrees {
  readonly treeCount: number;
  readonly leafCount: number;
  /** The iteration that the model was kept up to, where training went on past the best one. */
  readonly bestStep?: number | undefined;
  /** Each feature's share of the gain of all splits, the greatest first, at most a few dozen. */
  readonly importance: readonly { readonly name: string; readonly value: number }[];
  readonly shap?: ReportShap | undefined;
  /** One tree of the model, to look at. */
  readonly tree?: Tree | undefined;
}

/** SHAP values of a sample of rows. */
export interface ReportShap {
  readonly rowCount: number;
  /** In words, what the values add up to: `the log-odds of spam`. */
  readonly score: string;
  /** The features that move scores most, on average over the rows; the greatest first. */
  readonly features: readonly {
    readonly name: string;
    /** The mean of the absolute values. */
    readonly mean: number;
    /** A row each: its SHAP value, and how great its feature value is among the rows, or that it has none. */
    readonly rows: readonly { readonly value: number; readonly level: ShapLevel }[];
  }[];
}

/** Fifths of the feature's values from least to greatest; categories have no order. */
export type ShapLevel = 0 | 1 | 2 | 3 | 4 | 'category' | 'missing';

export interface ReportSource {
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly ReportColumn[];
}

export interface ReportColumn {
  readonly name: string;
  readonly type: ColumnType | string;
  readonly role: Role;
  /** How it was used: 'target', 'TF-IDF', 'left out: computed from the target', … */
  readonly use: string;
}

export interface ReportTarget {
  readonly name: string;
  readonly task: 'binary' | 'multiclass' | 'regression' | 'ranking';
  readonly classes?: readonly string[] | undefined;
  readonly positive?: string | undefined;
  /** Rows of each class in the whole source, or in the rows that were used. */
  readonly balance?: readonly { readonly class: string; readonly rowCount: number }[] | undefined;
}

export interface PlanStep {
  readonly step: string;
  readonly reason: string;
}

export interface ReportSplit {
  /** In words: 'random, stratified by label', 'by time', 'a file of its own', … */
  readonly kind: string;
  readonly trainRowCount: number;
  readonly validRowCount?: number | undefined;
  readonly testRowCount: number;
  readonly excluded?: readonly { readonly rowCount: number; readonly reason: string }[] | undefined;
  /** Dated rows only: rows of each side by period. */
  readonly timeline?: readonly SplitPeriod[] | undefined;
}

/** A period of time, from `start` up to `end`, ISO 8601. */
export interface SplitPeriod {
  readonly start: string;
  readonly end: string;
  readonly side: 'train' | 'valid' | 'test';
  readonly rowCount: number;
}

export interface ReportModel {
  readonly steps: readonly { readonly name: string; readonly options: Readonly<Record<string, unknown>> }[];
  readonly featureCount?: number | undefined;
  readonly solver?: string | undefined;
  readonly iterationCount?: number | undefined;
  readonly converged?: boolean | undefined;
  readonly seconds?: number | undefined;
  readonly peakRssBytes?: number | undefined;
  readonly device?: string | undefined;
  readonly isa?: string | undefined;
  readonly threadCount?: number | undefined;
  readonly seed?: number | undefined;
  /** Whether the saved model is the evaluated one, or the same pipeline fitted again on all rows. */
  readonly fittedOn?: 'train' | 'all' | undefined;
  /** The rows the saved model was fitted on. */
  readonly fittedRowCount?: number | undefined;
}

export type MetricValues = Readonly<Record<string, number | null>>;

export interface ReportEvaluation {
  readonly rowCount: number;
  /** The metric of the headline. Default `f1`, or `rmse` for regression. */
  readonly primary?: string | undefined;
  readonly metrics: MetricValues;
  /** 95 % intervals: [lower, upper]. */
  readonly intervals?: Readonly<Record<string, readonly [number, number]>> | undefined;
  readonly baseline?: { readonly description: string; readonly metrics: MetricValues } | undefined;
  /** A metric the model had to reach. */
  readonly threshold?: { readonly metric: string; readonly value: number; readonly met: boolean } | undefined;
  /** One row for each class, keys as in `metrics`, plus `rows`. */
  readonly perClass?: readonly { readonly class: string; readonly metrics: MetricValues }[] | undefined;
  readonly confusion?: ConfusionMatrix | undefined;
  readonly curves?: ReportCurves | undefined;
  readonly residuals?: ReportResiduals | undefined;
}

/** `counts[actual][predicted]`, both in the order of `classes`; sums of weights where rows are weighted. */
export interface ConfusionMatrix {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Points thinned to at most a few hundred a curve, in the order they are joined. */
export interface ReportCurves {
  readonly roc?: readonly { readonly falsePositiveRate: number; readonly truePositiveRate: number }[] | undefined;
  readonly precisionRecall?: readonly { readonly recall: number; readonly precision: number }[] | undefined;
  /** One point a bin. */
  readonly calibration?:
    | readonly { readonly predicted: number; readonly observed: number; readonly rowCount: number }[]
    | undefined;
}

export interface ReportResiduals {
  /** A sample of the test rows, at most a few thousand. */
  readonly sample?: readonly { readonly actual: number; readonly predicted: number }[] | undefined;
  /** Residuals (actual - predicted) of all test rows in adjoining bins. The first and the last may be wider. */
  readonly histogram?: readonly { readonly from: number; readonly to: number; readonly rowCount: number }[] | undefined;
}

export interface HistoryStep {
  readonly step: number;
  readonly loss: number;
  readonly gradientNorm?: number | undefined;
  readonly dualityGap?: number | undefined;
  readonly validation?: number | undefined;
}

export interface Coefficient {
  readonly name: string;
  readonly value: number;
  /** The class it speaks for, with more than two classes. */
  readonly class?: string | undefined;
}
