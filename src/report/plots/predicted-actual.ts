import type { ReportResiduals } from '../report-data.ts';
import type { Plot } from './plot.ts';
import { REFERENCE_MARK } from './theme.ts';

/** A point for each row of the sample, on equal axes. On the dashed line a prediction is exact. */
export function predictedActualPlot(sample: NonNullable<ReportResiduals['sample']>, target: string): Plot {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { actual, predicted } of sample) {
    low = Math.min(low, actual, predicted);
    high = Math.max(high, actual, predicted);
  }
  const scale = { domain: [low, high], zero: false, nice: true };
  const axis = { format: '~s', grid: true };
  const encoding = {
    x: { field: 'predicted', type: 'quantitative', title: `Predicted ${target}`, scale, axis },
    y: { field: 'actual', type: 'quantitative', title: `Actual ${target}`, scale, axis },
  };
  return {
    id: 'predicted-actual',
    title: 'Predicted and actual',
    description: 'A point for each row of a sample of the test rows. On the dashed line a prediction is exact.',
    spec: {
      layer: [
        {
          data: { values: sample },
          mark: { type: 'circle', opacity: Math.max(0.12, Math.min(0.7, 60 / Math.sqrt(sample.length) / 8)), size: 18 },
          encoding,
        },
        { data: { values: [low, high].map((at) => ({ predicted: at, actual: at })) }, mark: REFERENCE_MARK, encoding },
      ],
    },
  };
}
