import { NO_VALUE } from '../format.ts';
import { primaryMetric } from '../headline.ts';
import { html, type Markup } from '../markup.ts';
import { formatInterval, formatMetric, metricOrder, metricStyle } from '../metric.ts';
import { metricIntervalPlot } from '../plots/metric-intervals.ts';
import type { MetricValues, ReportData } from '../report-data.ts';
import { figure, htmlTable, section } from './section.ts';

/** Metrics beside their intervals and the baseline's, a table of the classes, and the threshold to reach. */
export async function resultSection({ evaluation, target }: ReportData): Promise<Markup | undefined> {
  if (evaluation === undefined) return undefined;
  const { metrics, intervals, baseline, threshold, perClass } = evaluation;
  const primary = primaryMetric(evaluation, target);
  const macro = target.task === 'multiclass';
  const rows = metricOrder(Object.keys(metrics)).map((key) => {
    const { label } = metricStyle(key);
    const interval = intervals?.[key];
    const name = macro && ['f1', 'precision', 'recall'].includes(key) ? `${label} (macro)` : label;
    return [
      key === primary ? html`<strong>${name}</strong>` : name,
      key === primary ? html`<strong>${formatMetric(key, metrics[key])}</strong>` : formatMetric(key, metrics[key]),
      ...(intervals === undefined ? [] : [interval === undefined ? NO_VALUE : formatInterval(key, interval)]),
      ...(baseline === undefined ? [] : [formatMetric(key, baseline.metrics[key])]),
    ];
  });
  const columns = [
    { header: 'Metric' },
    { header: 'Value', numeric: true },
    ...(intervals === undefined ? [] : [{ header: '95 % interval', numeric: true }]),
    ...(baseline === undefined ? [] : [{ header: 'Baseline', numeric: true }]),
  ];
  const plot = metricIntervalPlot(evaluation);
  return section(
    'result',
    'Result',
    threshold === undefined ? undefined : thresholdNote(threshold),
    html`<div class="figures"><div><h3>Metrics</h3>
${htmlTable('Metrics on the test rows', columns, rows)}
${baseline === undefined ? undefined : html`<p class="note">The baseline is ${baseline.description}.</p>`}</div>
${plot === undefined ? undefined : await figure(plot)}</div>`,
    perClass === undefined ? undefined : classTable(perClass),
  );
}

function thresholdNote({ metric, value, met }: { metric: string; value: number; met: boolean }): Markup {
  const { label, better } = metricStyle(metric);
  const bound = `${better === 'lower' ? 'at most' : 'at least'} ${formatMetric(metric, value)}`;
  return html`<p class="${met ? 'met' : 'unmet'}">${met ? 'Reached' : 'Not reached'}: ${label} had to be ${bound}.</p>`;
}

function classTable(perClass: readonly { readonly class: string; readonly metrics: MetricValues }[]): Markup {
  const keys = metricOrder(new Set(perClass.flatMap(({ metrics }) => Object.keys(metrics))));
  return html`<h3>By class</h3>
${htmlTable(
  'Metrics of each class',
  [{ header: 'Class' }, ...keys.map((key) => ({ header: metricStyle(key).label, numeric: true }))],
  perClass.map(({ class: name, metrics }) => [name, ...keys.map((key) => formatMetric(key, metrics[key]))]),
)}`;
}
