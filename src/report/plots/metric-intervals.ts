import { formatMetric, metricGroups, metricStyle } from '../metric.ts';
import type { ReportEvaluation } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

/** Scores between 0 and 1 with their 95 % intervals; a tick marks the baseline. Undefined if there are not two. */
export function metricIntervalPlot({ metrics, intervals, baseline }: ReportEvaluation): Plot | undefined {
  const values = metricGroups(Object.keys(metrics)).main.flatMap((key) => {
    const value = metrics[key];
    const { kind, label, better } = metricStyle(key);
    if (kind !== 'score' || better !== 'higher' || typeof value !== 'number' || value < 0 || value > 1) return [];
    const interval = intervals?.[key] ?? [value, value];
    const trivial = baseline?.metrics[key];
    return [
      {
        label,
        value,
        low: Math.max(0, interval[0]),
        high: Math.min(1, interval[1]),
        trivial,
        text: formatMetric(key, value, 3),
      },
    ];
  });
  if (values.length < 2) return undefined;
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 1] },
    axis: { grid: true },
  });
  const y = {
    field: 'label',
    type: 'nominal',
    sort: values.map(({ label }) => label),
    title: null,
    axis: { labelColor: COLOUR.ink },
  };
  return {
    id: 'metric-intervals',
    title: 'Scores with 95 % intervals',
    description: `A point for each score, its 95 % interval as a line${baseline === undefined ? '' : ', and the baseline as a tick'}.`,
    height: 50 + 28 * values.length,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 5, strokeCap: 'round', opacity: 0.3, color: COLOUR.accent },
          encoding: { x: x('low'), x2: { field: 'high' }, y },
        },
        { mark: { type: 'point', size: 70, opacity: 1 }, encoding: { x: x('value'), y } },
        {
          transform: [{ filter: 'isValid(datum.trivial)' }],
          mark: { type: 'tick', color: COLOUR.second, thickness: 2.5, height: 14 },
          encoding: { x: x('trivial'), y },
        },
      ],
    },
  };
}
