import { describe, expect, it } from 'vitest';
import { boostingSettings } from '../../src/plan/boosting-options.ts';

const settings = (rows: number, more: Partial<Parameters<typeof boostingSettings>[0]> = {}) =>
  boostingSettings({ task: 'binary', rows, columnCount: 14, classCount: 2, maxIter: undefined, ...more });

describe('boostingSettings', () => {
  it('takes small steps and many where rows are few enough, and fits again on all of them', () => {
    expect(settings(26_048)).toEqual({
      options: {
        learningRate: 0.04,
        maxIter: 1000,
        maxLeafNodes: 31,
        minSamplesLeaf: 40,
        subsample: 0.75,
        columnSampleByTree: 0.6,
      },
      stopping: { share: 0.1, earlyStopping: { patience: 300 }, refit: true },
    });
    expect(settings(16_510, { task: 'regression', classCount: 0 }).options).toMatchObject({
      learningRate: 0.05,
      maxLeafNodes: 100,
      minSamplesLeaf: 3,
      subsample: 0.7,
    });
  });

  it('takes fewer, larger steps of more leaves as rows grow, and holds back no more than tell when to stop', () => {
    const { options, stopping } = settings(2_400_000, { columnCount: 5 });
    expect(options).toMatchObject({ learningRate: 0.1, maxIter: 100, maxLeafNodes: 146, columnSampleByTree: 1 });
    expect(stopping!.share * 2_400_000).toBeCloseTo(50_000, 6);
    expect(stopping).toMatchObject({ earlyStopping: { patience: 30 }, refit: false });
    const sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e9].map((rows) => settings(rows).options);
    for (const [i, one] of sizes.slice(1).entries()) {
      expect(one.maxIter).toBeLessThanOrEqual(sizes[i]!.maxIter);
      expect(one.learningRate).toBeGreaterThanOrEqual(sizes[i]!.learningRate);
      expect(one.maxLeafNodes).toBeGreaterThanOrEqual(sizes[i]!.maxLeafNodes);
    }
    expect(sizes.at(-1)!.maxLeafNodes).toBe(255);
  });

  it('counts the trees of a round: many classes cost as many rows do', () => {
    expect(settings(50_000, { task: 'multiclass', classCount: 41 }).options).toEqual({
      ...settings(50_000).options,
      ...(({ maxIter, learningRate }) => ({ maxIter, learningRate }))(settings(2_000_000).options),
    });
  });

  it('holds nothing back of few rows, in leaves of a few of them', () => {
    const { options, stopping } = settings(120);
    expect(stopping).toBeUndefined();
    expect(options).toMatchObject({ maxIter: 100, minSamplesLeaf: 1, learningRate: 0.1 });
    expect(settings(499).options.minSamplesLeaf).toBe(4);
  });

  it('holds nothing back where the rounds are given', () => {
    expect(settings(1e6, { maxIter: 17 })).toMatchObject({
      options: { maxIter: 17, learningRate: 0.1 },
      stopping: undefined,
    });
  });
});
