import { formatCount, formatNumber, formatScore } from './format.ts';

/** How a metric is written: its name, whether it is a score (0 … 1) or a quantity, and which way is better. */
export interface MetricStyle {
  readonly label: string;
  /** `score`: fixed digits, can be drawn on a 0 … 1 axis. `quantity`: in units of its own. `count`: a whole number. */
  readonly kind: 'score' | 'quantity' | 'count';
  readonly better: 'higher' | 'lower' | 'neither';
  /** Says little beside the others: kept out of the first view. */
  readonly minor?: true;
}

const score = (label: string): MetricStyle => ({ label, kind: 'score', better: 'higher' });
const loss = (label: string): MetricStyle => ({ label, kind: 'quantity', better: 'lower' });
const minor = (style: MetricStyle): MetricStyle => ({ ...style, minor: true });

/** In the order they are shown. */
const METRICS: Readonly<Record<string, MetricStyle>> = {
  f1: score('F1'),
  precision: score('Precision'),
  recall: score('Recall'),
  specificity: score('Specificity'),
  accuracy: score('Accuracy'),
  balancedAccuracy: score('Balanced accuracy'),
  prAuc: score('PR AUC'),
  rocAuc: score('ROC AUC'),
  matthews: score('Matthews correlation'),
  logLoss: loss('Log loss'),
  brier: { label: 'Brier score', kind: 'score', better: 'lower' },
  ndcg10: score('NDCG@10'),
  ndcg5: score('NDCG@5'),
  ndcg: score('NDCG'),
  map: score('MAP'),
  rmse: loss('RMSE'),
  mae: loss('MAE'),
  medianAbsoluteError: loss('Median absolute error'),
  r2: score('R²'),
  mse: minor(loss('MSE')),
  mape: minor(loss('MAPE')),
  f1Macro: minor(score('F1, macro')),
  precisionMacro: minor(score('Precision, macro')),
  recallMacro: minor(score('Recall, macro')),
  f1Weighted: minor(score('F1, weighted')),
  precisionWeighted: minor(score('Precision, weighted')),
  recallWeighted: minor(score('Recall, weighted')),
  rows: { label: 'Rows', kind: 'count', better: 'neither' },
};

const ORDER = Object.keys(METRICS);

export function metricStyle(key: string): MetricStyle {
  if (Object.hasOwn(METRICS, key)) return METRICS[key]!;
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return { label: words.charAt(0).toUpperCase() + words.slice(1), kind: 'quantity', better: 'neither' };
}

/** Known metrics in their usual order, then the others in the order given. */
export function metricOrder(keys: Iterable<string>): string[] {
  const given = [...keys];
  const rank = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length + given.indexOf(key));
  return given.sort((a, b) => rank(a) - rank(b));
}

/** The metrics of the first view, and the others; each in order. */
export function metricGroups(keys: Iterable<string>): { main: string[]; minor: string[] } {
  const ordered = metricOrder(keys);
  return {
    main: ordered.filter((key) => !metricStyle(key).minor),
    minor: ordered.filter((key) => metricStyle(key).minor),
  };
}

/** One value of the metric; null where it is undefined. `digits` applies to scores. */
export function formatMetric(key: string, value: number | null | undefined, digits = 4): string {
  const { kind } = metricStyle(key);
  if (kind === 'score') return formatScore(value, digits);
  if (kind === 'count' && typeof value === 'number' && Number.isInteger(value)) return formatCount(value);
  // Trailing zeros kept, so that a column of losses lines up.
  const near = typeof value === 'number' && Math.abs(value) >= 0.001 && Math.abs(value) < 10;
  return near && !Number.isInteger(value) ? value.toFixed(4) : formatNumber(value);
}

/** The 95 % interval of the metric: '0.8972 – 0.9501'. */
export function formatInterval(key: string, interval: readonly [number, number], digits = 4): string {
  return `${formatMetric(key, interval[0], digits)} – ${formatMetric(key, interval[1], digits)}`;
}
