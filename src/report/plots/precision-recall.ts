import { formatPercent, formatScore } from '../format.ts';
import type { ReportCurves } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { REFERENCE_MARK } from './theme.ts';

/** Precision against recall as the threshold falls. `positiveShare` is the precision of flagging every row. */
export function precisionRecallPlot(
  points: NonNullable<ReportCurves['precisionRecall']>,
  prAuc?: number | null,
  positiveShare?: number,
): Plot {
  const area = typeof prAuc === 'number' ? ` The area under it is ${formatScore(prAuc, 3)}.` : '';
  const chance =
    positiveShare === undefined
      ? ''
      : ` The dashed line is the share of positive rows, ${formatPercent(positiveShare)}: the precision of flagging all.`;
  const encoding = {
    x: { field: 'x', type: 'quantitative', title: 'Recall', scale: { domain: [0, 1] } },
    y: { field: 'y', type: 'quantitative', title: 'Precision', scale: { domain: [0, 1] } },
  };
  const reference = [0, 1].map((x) => ({ x, y: positiveShare }));
  return {
    id: 'precision-recall',
    title: 'Precision and recall',
    description: `Of the rows flagged, the share that is right, against the share of positive rows found.${area}${chance}`,
    spec: {
      layer: [
        ...(positiveShare === undefined ? [] : [{ data: { values: reference }, mark: REFERENCE_MARK, encoding }]),
        {
          data: { values: points.map(({ recall: x, precision: y }) => ({ x, y })) },
          mark: { type: 'line' },
          encoding: { ...encoding, order: { value: null } },
        },
      ],
    },
  };
}
