import { describe, expect, it } from 'vitest';
import type { ClassifierEvaluation } from '../../src/evaluate/classifier.ts';
import type { RegressorEvaluation } from '../../src/evaluate/regressor.ts';
import { largestCoefficients } from '../../src/report/largest-coefficients.ts';
import { residualPlot } from '../../src/report/plots/residual-histogram.ts';
import type { ReportEvaluation } from '../../src/report/report-data.ts';
import { splitTimeline } from '../../src/report/split-timeline.ts';

describe('an evaluation', () => {
  it('fits into a report as it is, but for the words of its baseline', () => {
    const reported = (evaluation: ClassifierEvaluation | RegressorEvaluation): ReportEvaluation => ({
      ...evaluation,
      baseline: { description: 'always answering the mean', metrics: evaluation.baseline },
    });
    const shown = reported({
      rowCount: 2,
      metrics: { rmse: 1 },
      intervals: {},
      baseline: { rmse: 2 },
      residuals: { sample: [], histogram: [] },
      bootstrap: { resamples: 0, level: 0.95 },
    });
    expect(shown.baseline?.metrics).toEqual({ rmse: 2 });
  });
});

describe('the residual plot', () => {
  const inner = [0, 1, 2].map((i) => ({ from: i, to: i + 1, rowCount: 5 }));
  const bounds = (plot: ReturnType<typeof residualPlot>) =>
    JSON.stringify(plot.spec).match(/"from":[-\d.e]+,"to":[-\d.e]+/g);

  it('cuts end bins that reach far out, and says so', () => {
    const plot = residualPlot([...inner, { from: 3, to: 1e9, rowCount: 1 }]);
    expect(bounds(plot)!.at(-1)).toBe('"from":3,"to":4.5');
    expect(plot.description).toContain('The outermost bars hold all rows that were missed by more.');
    expect(residualPlot(inner).description).not.toContain('outermost');
  });

  it('gives a bar some width when all residuals are equal', () => {
    expect(bounds(residualPlot([{ from: 0, to: 0, rowCount: 9 }]))).toEqual(['"from":-0.5,"to":0.5']);
  });
});

describe('the largest coefficients', () => {
  it('are taken from both ends, falling, without zeros', () => {
    const nameOf = (feature: number) => 'abcdef'.charAt(feature);
    expect(largestCoefficients(nameOf, [1, -3, 0, 2, -1, 2], 'spam', 2)).toEqual([
      { name: 'd', value: 2, class: 'spam' },
      { name: 'f', value: 2, class: 'spam' },
      { name: 'e', value: -1, class: 'spam' },
      { name: 'b', value: -3, class: 'spam' },
    ]);
    expect(largestCoefficients(nameOf, [4])).toEqual([{ name: 'a', value: 4 }]);
    expect(largestCoefficients(nameOf, [])).toEqual([]);
  });
});

describe('the timeline of a split', () => {
  it('counts rows by periods of a plain length, and loses none', () => {
    const day = 86_400_000;
    const train = Float64Array.from({ length: 300 }, (_, i) => Date.UTC(2001, 0, 1) + (i % 150) * day);
    const test = Float64Array.from({ length: 60 }, (_, i) => Date.UTC(2001, 5, 1) + i * day);
    const timeline = splitTimeline({ train, test: Float64Array.of(...test, Number.NaN) });
    expect(timeline.length).toBeLessThan(60);
    const lengths = new Set(timeline.map(({ start, end }) => (Date.parse(end) - Date.parse(start)) / day));
    expect([...lengths]).toEqual([7]);
    const rows = (side: string) =>
      timeline.filter((period) => period.side === side).reduce((n, p) => n + p.rowCount, 0);
    expect([rows('train'), rows('test')]).toEqual([300, 60]);
    for (const { start, end, side } of timeline) {
      if (side === 'train') expect(Date.parse(start)).toBeLessThanOrEqual(train[149]!);
      expect(Date.parse(end)).toBeGreaterThan(Date.UTC(2001, 0, 1));
    }
  });

  it('may be empty, or a single moment', () => {
    expect(splitTimeline({ train: new Float64Array(0) })).toEqual([]);
    expect(splitTimeline({ test: Float64Array.of(0, 0) })).toEqual([
      { start: '1970-01-01T00:00:00.000Z', end: '1970-01-01T00:01:00.000Z', side: 'test', rowCount: 2 },
    ]);
  });
});
