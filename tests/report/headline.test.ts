import { describe, expect, it } from 'vitest';
import { headline } from '../../src/report/headline.ts';
import type { ReportEvaluation, ReportTarget } from '../../src/report/report-data.ts';
import { binaryReport, multiclassReport, regressionReport } from './fixtures.ts';

describe('the headline', () => {
  it('says the result in plain words', () => {
    expect(headline(binaryReport())).toBe(
      "Predicts spam: F1 0.93 (0.90–0.95) on 1,110 held-out rows; always answering 'ham' gets 0.00.",
    );
    expect(headline(multiclassReport())).toContain(
      'Predicts species: macro F1 0.92 (0.89–0.94) on 1,645 held-out rows',
    );
    expect(headline(regressionReport())).toBe(
      'Predicts median_house_value: RMSE 67,270 (65,400–69,300) on 4,128 held-out rows; always answering the mean gets 115,060.',
    );
  });

  const target: ReportTarget = { name: 'delay > 15', task: 'binary', positive: 'true' };
  const evaluation: ReportEvaluation = {
    rowCount: 200,
    primary: 'rocAuc',
    metrics: { f1: 0.3, rocAuc: 0.52 },
    intervals: { rocAuc: [0.46, 0.58] },
    baseline: { description: "always answering 'false'", metrics: { f1: 0, rocAuc: 0.5 } },
  };

  it('names the target where the positive class has no name of its own, and takes the metric asked for', () => {
    expect(headline({ target, evaluation })).toMatch(/^Predicts delay > 15: ROC AUC 0\.52 \(0\.46–0\.58\)/);
  });

  it('says so if the model is not clearly better than the baseline', () => {
    expect(headline({ target, evaluation })).toMatch(/That is no clear gain over the baseline\.$/);
    const sure = { ...evaluation, intervals: { rocAuc: [0.51, 0.53] as const } };
    expect(headline({ target, evaluation: sure })).not.toContain('no clear gain');
  });

  it('is silent without an evaluation', () => {
    expect(headline({ target })).toBeUndefined();
  });
});
