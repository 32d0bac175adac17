import type { ReportCurves } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { REFERENCE_MARK } from './theme.ts';

/** Observed share of the positive class by predicted probability; points grow with the rows of their bin. */
export function calibrationPlot(bins: NonNullable<ReportCurves['calibration']>): Plot {
  const encoding = {
    x: { field: 'x', type: 'quantitative', title: 'Predicted probability', scale: { domain: [0, 1] } },
    y: { field: 'y', type: 'quantitative', title: 'Observed share', scale: { domain: [0, 1] } },
  };
  const values = bins.map(({ predicted: x, observed: y, rowCount }) => ({ x, y, rowCount }));
  return {
    id: 'calibration',
    title: 'Calibration',
    description:
      'How often the positive class came true among rows given about the same probability. ' +
      'On the dashed line a probability means what it says; larger points stand for more rows.',
    spec: {
      layer: [
        {
          data: {
            values: [
              { x: 0, y: 0 },
              { x: 1, y: 1 },
            ],
          },
          mark: REFERENCE_MARK,
          encoding,
        }, // prettier-ignore
        { data: { values }, mark: { type: 'line', strokeWidth: 1.5, opacity: 0.6, clip: true }, encoding },
        {
          data: { values },
          mark: { type: 'point', opacity: 1 },
          encoding: {
            ...encoding,
            size: { field: 'rowCount', type: 'quantitative', scale: { range: [30, 260] }, legend: null },
          },
        },
      ],
    },
  };
}
