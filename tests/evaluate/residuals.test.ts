import { describe, expect, it } from 'vitest';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import { evaluateRegressor } from '../../src/evaluate/regressor.ts';
import { residualsOf } from '../../src/evaluate/residuals.ts';
import { drawRegression } from './draw.ts';

describe('residualsOf', () => {
  it('samples 2000 rows, in order and from all over', () => {
    const target = Float64Array.from({ length: 30_000 }, (_, row) => row);
    const { sample } = runSteps(residualsOf(target, target, 1));
    const rows = sample.map((point) => point.actual);
    expect(rows.length).toBe(2000);
    expect(new Set(rows).size).toBe(2000);
    expect(rows).toEqual([...rows].sort((left, right) => left - right));
    // The mean of 2000 of 30000 rows, within five standard errors.
    const mean = rows.reduce((sum, row) => sum + row, 0) / 2000;
    expect(Math.abs(mean - 15_000)).toBeLessThan((5 * 30_000) / Math.sqrt(12 * 2000));
  });

  it('counts every row in adjoining bins that span all residuals', async () => {
    const { weight: _, ...rows } = drawRegression('residuals', 500);
    rows.prediction[3] = -1000;
    const { residuals } = await evaluateRegressor({ ...rows, resamples: 0 });
    const { histogram } = residuals;
    const all = Array.from(rows.target, (value, row) => value - rows.prediction[row]!);
    expect(residuals.sample.length).toBe(500);
    expect(histogram.length).toBe(40);
    expect([histogram[0]!.from, histogram.at(-1)!.to]).toEqual([Math.min(...all), Math.max(...all)]);
    for (let bin = 1; bin < 40; ++bin) expect(histogram[bin]!.from).toBe(histogram[bin - 1]!.to);
    const inBin = (from: number, to: number) => all.filter((one) => one >= from && one < to).length;
    for (const { from, to, rowCount } of histogram.slice(0, -1)) expect(rowCount).toBe(inBin(from, to));
    expect(histogram.reduce((sum, bin) => sum + bin.rowCount, 0)).toBe(500);
    // The far row widens the last bin only.
    expect(histogram.at(-1)!.rowCount).toBe(1);
  });

  it('has one bin when all residuals are equal', () => {
    const target = Float64Array.of(1, 2, 3);
    expect(runSteps(residualsOf(target, target, 0)).histogram).toEqual([{ from: 0, to: 0, rowCount: 3 }]);
  });
});
