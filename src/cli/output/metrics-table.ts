import { formatInterval, formatMetric, metricGroups, metricStyle } from '../../report/metric.ts';
import type { MetricValues } from '../../report/report-data.ts';
import { type TableCell, table } from './table.ts';
import { PLAIN, type Terminal } from './terminal.ts';

/**
 * Metrics with their 95 % intervals and the trivial baseline's values beside them; both columns appear only if given.
 * A value that is worse than the baseline's is coloured. Minor metrics (averages of other kinds) are left to the report.
 */
export function metricsTable(
  metrics: MetricValues,
  intervals?: Readonly<Record<string, readonly [number, number]>>,
  baseline?: MetricValues,
  terminal: Terminal = PLAIN,
): string {
  const rows = metricGroups(Object.keys(metrics)).main.map((key): TableCell[] => {
    const value = metrics[key] ?? null;
    const trivial = baseline?.[key] ?? null;
    const interval = intervals?.[key];
    const text = formatMetric(key, value);
    return [
      metricStyle(key).label,
      isWorse(key, value, trivial) ? { text, style: 'red' } : { text, style: 'bold' },
      ...(intervals === undefined ? [] : [interval === undefined ? null : formatInterval(key, interval)]),
      ...(baseline === undefined ? [] : [{ text: formatMetric(key, trivial), style: 'grey' } as const]),
    ];
  });
  return table(
    rows,
    [
      { header: 'metric' },
      { header: 'value', align: 'right' },
      ...(intervals === undefined ? [] : [{ header: '95 % interval', align: 'right' } as const]),
      ...(baseline === undefined ? [] : [{ header: 'baseline', align: 'right' } as const]),
    ],
    terminal,
  );
}

function isWorse(key: string, value: number | null, baseline: number | null): boolean {
  if (value === null || baseline === null) return false;
  const { better } = metricStyle(key);
  return better === 'higher' ? value < baseline : better === 'lower' && value > baseline;
}
