import { formatScore } from '../format.ts';
import type { ReportCurves } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { REFERENCE_MARK } from './theme.ts';

/** True against false positive rate as the threshold falls; the diagonal is a coin. */
export function rocPlot(points: NonNullable<ReportCurves['roc']>, rocAuc?: number | null): Plot {
  const area = typeof rocAuc === 'number' ? ` The area under it is ${formatScore(rocAuc, 3)}.` : '';
  return {
    id: 'roc',
    title: 'ROC curve',
    description: `The share of positive rows found against the share of negative rows wrongly flagged.${area}`,
    spec: {
      layer: [
        {
          data: {
            values: [
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ],
          }, // prettier-ignore
          mark: REFERENCE_MARK,
          encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
        },
        {
          data: { values: points.map(({ falsePositiveRate: x, truePositiveRate: y }) => ({ x, y })) },
          // Joined in their own order: several points share one x.
          mark: { type: 'line' },
          encoding: {
            x: { field: 'x', type: 'quantitative', title: 'False positive rate', scale: { domain: [0, 1] } },
            y: { field: 'y', type: 'quantitative', title: 'True positive rate', scale: { domain: [0, 1] } },
            order: { value: null },
          },
        },
      ],
    },
  };
}
