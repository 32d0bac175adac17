import { formatCount } from '../format.ts';
import type { ReportResiduals } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

/** How many rows were missed by how much. Right of zero the actual value was higher than predicted. */
export function residualPlot(bins: NonNullable<ReportResiduals['histogram']>, beyondCount = 0): Plot {
  const rows = beyondCount === 1 ? 'row was' : 'rows were';
  const beyond = beyondCount === 0 ? '' : ` ${formatCount(beyondCount)} ${rows} missed by more than is drawn.`;
  return {
    id: 'residuals',
    title: 'Residuals',
    description: `How many test rows were missed by how much. Right of zero the actual value was higher than predicted.${beyond}`,
    spec: {
      layer: [
        {
          data: { values: bins },
          mark: { type: 'bar', binSpacing: 1 },
          encoding: {
            x: {
              field: 'from',
              type: 'quantitative',
              bin: { binned: true },
              title: 'Actual minus predicted',
              axis: { format: '~s', tickCount: 6 },
            },
            x2: { field: 'to' },
            y: { field: 'rowCount', type: 'quantitative', title: 'Rows', axis: { format: '~s' } },
          },
        },
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: 'rule', color: COLOUR.ink, strokeWidth: 1 },
          encoding: { x: { field: 'zero', type: 'quantitative' } },
        },
      ],
    },
  };
}
