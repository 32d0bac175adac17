import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPercent,
  formatScore,
  formatSeconds,
} from '../../src/report/format.ts';
import { formatInterval, formatMetric, metricGroups, metricOrder, metricStyle } from '../../src/report/metric.ts';

describe('numbers for people', () => {
  it('never rounds a score to perfection or to nothing', () => {
    expect(formatScore(0.9256)).toBe('0.9256');
    expect(formatScore(0.999961)).toBe('0.99996');
    expect(formatScore(0.998, 2)).toBe('0.998');
    expect(formatScore(0.00001)).toBe('0.00001');
    expect(formatScore(1)).toBe('1.0000');
    expect(formatScore(-0)).toBe('0.0000');
    expect(formatScore(-0.25)).toBe('-0.2500');
    expect(formatScore(null)).toBe('–');
    expect(formatScore(Number.NaN)).toBe('–');
  });

  it('writes quantities with four significant digits and whole numbers in full', () => {
    expect(formatNumber(46643.7)).toBe('46,644');
    expect(formatNumber(1234567)).toBe('1,234,567');
    expect(formatNumber(0.275512)).toBe('0.2755');
    expect(formatNumber(12.3456)).toBe('12.35');
    expect(formatNumber(0)).toBe('0');
    expect(formatNumber(1.23456e-7)).toBe('1.23e-7');
    expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe('-∞');
    expect(formatNumber(undefined)).toBe('–');
  });

  it('writes shares, times, sizes and counts', () => {
    expect(formatPercent(0.134)).toBe('13.4 %');
    expect(formatPercent(1)).toBe('100 %');
    expect(formatPercent(0.99999)).toBe('> 99.99 %');
    expect(formatPercent(0.00001)).toBe('< 0.01 %');
    expect(formatPercent(0.995)).toBe('99.50 %');
    expect(formatSeconds(0.0004)).toBe('0.4 ms');
    expect(formatSeconds(0.32)).toBe('320 ms');
    expect(formatSeconds(4.23)).toBe('4.2 s');
    expect(formatSeconds(59.99)).toBe('1 min 0 s');
    expect(formatSeconds(7500)).toBe('2 h 5 min');
    expect(formatBytes(812)).toBe('812 B');
    expect(formatBytes(1.2 * 2 ** 30)).toBe('1.20 GiB');
    expect(formatCount(3000000)).toBe('3,000,000');
  });

  it('knows metrics, and makes names for others', () => {
    expect(metricGroups(['mse', 'r2', 'rmse'])).toEqual({ main: ['rmse', 'r2'], minor: ['mse'] });
    expect(metricOrder(['custom', 'accuracy', 'f1'])).toEqual(['f1', 'accuracy', 'custom']);
    expect(metricStyle('profitPerRow').label).toBe('Profit per row');
    expect(metricStyle('constructor').label).toBe('Constructor');
    expect(formatMetric('rmse', 46643.7)).toBe('46,644');
    expect(formatMetric('rows', 1110)).toBe('1,110');
    expect(formatInterval('f1', [0.897, 0.95])).toBe('0.8970 – 0.9500');
  });
});
