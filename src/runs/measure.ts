import type { RunOptions } from '../engine/job.ts';
import type { MetricValues } from '../evaluate/metrics/bootstrap.ts';
import { ClassifierModel, type ClassifierReport, type ScoredRows } from '../pipeline/classifier-model.ts';
import type { ExcludedRows } from '../pipeline/evaluation-rows.ts';
import type { FittedModel } from '../pipeline/fitted-model.ts';
import { RankerModel, type RankerReport } from '../pipeline/ranker-model.ts';
import type { RegressorReport } from '../pipeline/regressor-model.ts';
import type { Source } from '../source/source.ts';
import type { RunProgress } from './run-progress.ts';

export type { FittedModel };

/** A measured model: what reports and JSON show of it. */
export interface Measurement {
  readonly evaluation: ClassifierReport | RegressorReport | RankerReport;
  readonly metrics: MetricValues;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly baseline: MetricValues;
  readonly baselineDescription: string;
  /** Rows that were measured. */
  readonly rows: number;
  /** Of them, those that the model was fitted on; estimated where it was fitted on many. */
  readonly trainedRows: number;
  readonly excludedRows: ExcludedRows;
}

export interface MeasureOptions extends RunOptions {
  readonly seed?: number | undefined;
  /** Rows to come, if known. */
  readonly rows?: number | undefined;
  /** As of `evaluate`. */
  readonly trainedRows?: 'error' | 'allow' | undefined;
  readonly progress?: RunProgress | undefined;
  readonly onRows?: ((rows: ScoredRows) => Promise<void>) | undefined;
}

const BOOTSTRAP_STEPS = 1000;

/** Evaluates a model on rows it has not seen, with the trivial baseline beside it. */
export async function measure(model: FittedModel, test: Source, options: MeasureOptions): Promise<Measurement> {
  const { progress, onRows, rows: total, ...run } = options;
  let scored = 0;
  let resampling = false;
  progress?.stage('evaluate', total);
  const evaluation = await model.evaluate(test, {
    ...run,
    onRows: async (rows) => {
      scored += rows.rowIds.length;
      progress?.update(scored);
      await onRows?.(rows);
    },
    onProgress: (share) => {
      if (!resampling) progress?.stage('intervals', BOOTSTRAP_STEPS);
      resampling = true;
      progress?.update(Math.round(share * BOOTSTRAP_STEPS));
    },
  });
  return {
    evaluation,
    metrics: evaluation.metrics,
    intervals: evaluation.intervals,
    baseline: evaluation.baseline,
    baselineDescription: describeBaseline(model),
    rows: evaluation.rowCount,
    trainedRows: evaluation.trainedRows,
    excludedRows: evaluation.excludedRows,
  };
}

/** What the trivial baseline does, in words. */
export function describeBaseline(model: FittedModel): string {
  const { prior } = model.parts;
  if (model instanceof RankerModel) return 'an order by chance';
  if (!(model instanceof ClassifierModel)) return "always answering the training rows' mean";
  const best = prior.reduce((at, share, k) => (share > prior[at]! ? k : at), 0);
  return `always answering '${model.classes[best]}'`;
}
