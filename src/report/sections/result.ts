import { NO_VALUE } from '../format.ts';
import { primaryMetric } from '../headline.ts';
import { html, type Markup } from '../markup.ts';
import { formatInterval, formatMetric, metricGroups, metricOrder, metricStyle } from '../metric.ts';
import { metricIntervalPlot } from '../plots/metric-intervals.ts';
import type { MetricValues, ReportData, ReportEvaluation, ReportTarget } from '../report-data.ts';
import { figure, folded, htmlTable, section } from './section.ts';

/** With more than two classes these are averages over the classes. */
const MACRO = ['f1', 'precision', 'recall'];

/** Metrics beside their intervals and the baseline's, a table of the classes, and the threshold to reach. */
export async function resultSection({ evaluation, target }: ReportData): Promise<Markup | undefined> {
  if (evaluation === undefined) return undefined;
  const { metrics, baseline, threshold, perClass } = evaluation;
  const { main, minor } = metricGroups(Object.keys(metrics));
  const plot = metricIntervalPlot(evaluation);
  return section(
    'result',
    'Result',
    threshold === undefined ? undefined : thresholdNote(threshold),
    html`<div class="figures"><div><h3>Metrics</h3>
${metricTable('Metrics on the test rows', main, evaluation, target)}
${baseline === undefined ? undefined : html`<p class="note">The baseline is ${baseline.description}.</p>`}
${minor.length === 0 ? undefined : html`<details><summary>More metrics</summary>${metricTable('More metrics', minor, evaluation, target)}</details>`}</div>
${plot === undefined ? undefined : await figure(plot)}</div>`,
    perClass === undefined ? undefined : classTable(perClass),
  );
}

function metricTable(
  caption: string,
  keys: readonly string[],
  evaluation: ReportEvaluation,
  target: ReportTarget,
): Markup {
  const { metrics, intervals, baseline } = evaluation;
  const primary = primaryMetric(evaluation, target);
  const rows = keys.map((key) => {
    const { label } = metricStyle(key);
    const interval = intervals?.[key];
    const name = target.task === 'multiclass' && MACRO.includes(key) ? `${label} (macro)` : label;
    const value = formatMetric(key, metrics[key]);
    return [
      key === primary ? html`<strong>${name}</strong>` : name,
      key === primary ? html`<strong>${value}</strong>` : value,
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
  return htmlTable(caption, columns, rows);
}

function thresholdNote({ metric, value, met }: { metric: string; value: number; met: boolean }): Markup {
  const { label, better } = metricStyle(metric);
  const bound = `${better === 'lower' ? 'at most' : 'at least'} ${formatMetric(metric, value)}`;
  return html`<p class="${met ? 'met' : 'unmet'}">${met ? 'Reached' : 'Not reached'}: ${label} had to be ${bound}.</p>`;
}

/** Above this many classes their table is folded away. */
const MOST_LISTED = 15;

function classTable(perClass: readonly { readonly class: string; readonly metrics: MetricValues }[]): Markup {
  const keys = metricOrder(new Set(perClass.flatMap(({ metrics }) => Object.keys(metrics))));
  const rows = htmlTable(
    'Metrics of each class',
    [{ header: 'Class' }, ...keys.map((key) => ({ header: metricStyle(key).label, numeric: true }))],
    perClass.map(({ class: name, metrics }) => [name, ...keys.map((key) => formatMetric(key, metrics[key]))]),
  );
  return folded('By class', `All ${perClass.length} classes`, rows, perClass.length > MOST_LISTED);
}
