import type { ReportResiduals } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { COLOUR } from './theme.ts';

type Bins = NonNullable<ReportResiduals['histogram']>;

/** How many rows were missed by how much. Right of zero the actual value was higher than predicted. */
export function residualPlot(bins: Bins): Plot {
  const { drawn, isCut } = cutEnds(bins);
  const cut = isCut ? ' The outermost bars hold all rows that were missed by more.' : '';
  return {
    id: 'residuals',
    title: 'Residuals',
    description: `How many test rows were missed by how much. Right of zero the actual value was higher than predicted.${cut}`,
    spec: {
      layer: [
        {
          data: { values: drawn },
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

/** End bins that reach out to single far rows are drawn as narrow as the others, which they would squeeze. */
function cutEnds(bins: Bins): { drawn: Bins; isCut: boolean } {
  if (bins.length === 1) {
    const { from, to, rowCount } = bins[0]!;
    // All residuals are equal: a bar without width could not be seen.
    const half = from === to ? Math.max(0.5, Math.abs(from) / 20) : 0;
    return { drawn: [{ from: from - half, to: to + half, rowCount }], isCut: false };
  }
  if (bins.length < 3) return { drawn: bins, isCut: false };
  const most = 1.5 * Math.max(...bins.slice(1, -1).map(({ from, to }) => to - from));
  let isCut = false;
  const drawn = bins.map((bin, i) => {
    if ((i > 0 && i < bins.length - 1) || bin.to - bin.from <= most) return bin;
    isCut = true;
    return i === 0 ? { ...bin, from: bin.to - most } : { ...bin, to: bin.from + most };
  });
  return { drawn, isCut };
}
