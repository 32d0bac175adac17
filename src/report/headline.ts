import { formatCount, formatScore } from './format.ts';
import { formatMetric, metricStyle } from './metric.ts';
import type { ReportData, ReportEvaluation, ReportTarget } from './report-data.ts';

/**
 * The result in plain words: "Predicts spam: F1 0.93 (0.90–0.95) on 1,110 held-out rows; always answering 'ham' gets
 * 0.00." It says so if the model is not clearly better than the baseline. Undefined without an evaluation.
 */
export function headline({ target, evaluation }: Pick<ReportData, 'target' | 'evaluation'>): string | undefined {
  if (evaluation === undefined) return undefined;
  const key = primaryMetric(evaluation, target);
  if (key === undefined) return undefined;
  const value = evaluation.metrics[key];
  const interval = evaluation.intervals?.[key];
  const range = interval === undefined ? '' : ` (${short(key, interval[0])}–${short(key, interval[1])})`;
  const rows = `${formatCount(evaluation.rowCount)} held-out ${evaluation.rowCount === 1 ? 'row' : 'rows'}`;
  const result = `Predicts ${predicted(target)}: ${metricName(key, target)} ${short(key, value)}${range} on ${rows}`;
  const trivial = evaluation.baseline?.metrics[key];
  if (evaluation.baseline === undefined || typeof trivial !== 'number') return `${result}.`;
  const doubt = beatsBaseline(evaluation, key) ? '' : ' That is no clear gain over the baseline.';
  return `${result}; ${evaluation.baseline.description} gets ${short(key, trivial)}.${doubt}`;
}

const CLASSES = ['f1', 'accuracy', 'rocAuc', 'logLoss'];
const USUAL = {
  binary: CLASSES,
  multiclass: CLASSES,
  regression: ['rmse', 'mae', 'r2'],
  ranking: ['ndcg10', 'ndcg', 'map'],
} as const;

/** The metric of the headline: the one asked for, or the usual one of the task that is there. */
export function primaryMetric(evaluation: ReportEvaluation, target: ReportTarget): string | undefined {
  const usual = USUAL[target.task];
  return [evaluation.primary, ...usual].find(
    (key): key is string => key !== undefined && typeof evaluation.metrics[key] === 'number',
  );
}

/** Whether even the worse end of the interval is better than the baseline. True where nothing can be compared. */
export function beatsBaseline({ metrics, intervals, baseline }: ReportEvaluation, key: string): boolean {
  const value = metrics[key];
  const trivial = baseline?.metrics[key];
  const { better } = metricStyle(key);
  if (typeof value !== 'number' || typeof trivial !== 'number' || better === 'neither') return true;
  const [low, high] = intervals?.[key] ?? [value, value];
  return better === 'higher' ? low > trivial : high < trivial;
}

function predicted({ name, task, positive }: ReportTarget): string {
  // Of 'true' nobody knows what it is true of.
  if (task === 'binary' && positive !== undefined && !/^(true|yes|y|t|[01])$/i.test(positive)) return positive;
  return name;
}

function metricName(key: string, { task }: ReportTarget): string {
  const macro = task === 'multiclass' && ['f1', 'precision', 'recall'].includes(key);
  return `${macro ? 'macro ' : ''}${metricStyle(key).label}`;
}

function short(key: string, value: number | null | undefined): string {
  if (metricStyle(key).kind !== 'score') return formatMetric(key, value);
  return value === 0 ? '0.00' : formatScore(value, 2);
}
