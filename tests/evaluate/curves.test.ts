import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { evaluateClassifier } from '../../src/evaluate/classifier.ts';
import { ascendingOrder } from '../../src/evaluate/metrics/ascending-order.ts';
import { calibrationCurve } from '../../src/evaluate/metrics/calibration-curve.ts';
import { precisionRecallCurve } from '../../src/evaluate/metrics/precision-recall-curve.ts';
import { rankScores } from '../../src/evaluate/metrics/ranking.ts';
import { rocCurve } from '../../src/evaluate/metrics/roc-curve.ts';
import { runSteps } from '../../src/evaluate/metrics/steps.ts';
import { thinCurve } from '../../src/evaluate/metrics/thin-curve.ts';
import { expectClose } from './close.ts';

describe('ascendingOrder', () => {
  const special = [0, -0, 5e-324, -5e-324, 1, -1, 1e308, -1e308, 0.1, 0.1, 2 ** 32, 1 + 2 ** -52, 1];

  it.each([0, 1, 2, 13, 2049, 20_000])(
    '%i values: as a stable sort, negative, tiny and equal ones among them',
    (count) => {
      const stream = randomStream(1, 'order');
      const values = Float64Array.from({ length: count }, (_, at) =>
        at % 3 === 0
          ? special[stream.below(at, special.length)]!
          : (stream.uniform(at) - 0.5) * 10 ** stream.below(at, 9),
      );
      const expected = Array.from(values, (_, at) => at).sort((left, right) => values[left]! - values[right]!);
      expect([...runSteps(ascendingOrder(values))]).toEqual(expected);
    },
  );
});

function drawRanked(rowCount: number) {
  const stream = randomStream(2, 'curves');
  const score = Float64Array.from({ length: rowCount }, (_, row) => stream.uniform(row));
  const positive = Uint8Array.from(score, (value, row) => (stream.uniform(rowCount + row) < value ** 3 ? 1 : 0));
  return runSteps(rankScores(positive, score));
}

/** The largest distance of a point of the curve from the line through the kept points. */
function largestGap(x: Float64Array, y: Float64Array, kept: Uint32Array): number {
  let gap = 0;
  for (let segment = 1; segment < kept.length; ++segment) {
    const [from, to] = [kept[segment - 1]!, kept[segment]!];
    const [acrossX, acrossY] = [x[to]! - x[from]!, y[to]! - y[from]!];
    for (let at = from; at <= to; ++at) {
      const along = ((x[at]! - x[from]!) * acrossX + (y[at]! - y[from]!) * acrossY) / (acrossX ** 2 + acrossY ** 2);
      const share = Math.max(0, Math.min(1, along));
      gap = Math.max(gap, Math.hypot(x[from]! + share * acrossX - x[at]!, y[from]! + share * acrossY - y[at]!));
    }
  }
  return gap;
}

describe('thinCurve', () => {
  it.each([1000, 100_000])('keeps the shape of curves of %i points', (rowCount) => {
    const ranked = drawRanked(rowCount);
    const roc = runSteps(rocCurve(ranked))!;
    const rocKept = runSteps(thinCurve(roc.falsePositiveRate, roc.truePositiveRate));
    const pr = runSteps(precisionRecallCurve(ranked))!;
    const prKept = runSteps(thinCurve(pr.recall, pr.precision));
    for (const [kept, last] of [
      [rocKept, roc.threshold.length - 1],
      [prKept, pr.threshold.length - 1],
    ] as const) {
      expect(kept.length).toBeLessThanOrEqual(200);
      expect([kept[0], kept.at(-1)]).toEqual([0, last]);
      expect([...kept]).toEqual([...new Set(kept)].sort((left, right) => left - right));
    }
    // Shares of the plot's side. Precision jumps between its first few rows, hence the wider bound.
    expect(largestGap(roc.falsePositiveRate, roc.truePositiveRate, rocKept)).toBeLessThan(0.002);
    expect(largestGap(pr.recall, pr.precision, prKept)).toBeLessThan(0.005);
  });

  it('drops points on a line, and leaves short curves as they are', () => {
    const line = Float64Array.from({ length: 1001 }, (_, at) => at);
    expect([...runSteps(thinCurve(line, line))]).toEqual([0, 1000]);
    expect([...runSteps(thinCurve(line.subarray(0, 3), line.subarray(0, 3)))]).toEqual([0, 1, 2]);
  });

  it('keeps a corner', () => {
    const x = Float64Array.from({ length: 1001 }, (_, at) => at / 1000);
    const y = x.map((value) => Math.min(1, 20 * value));
    expect([...runSteps(thinCurve(x, y))]).toEqual([0, 50, 1000]);
  });
});

describe('calibrationCurve', () => {
  it('with weights, cuts at weighted quantiles and takes weighted means', () => {
    const score = [0.9, 0.1, 0.4, 0.6];
    const ranked = runSteps(rankScores([1, 0, 1, 0], score, [3, 1, 1, 1]));
    // Half of the weight of 6 is met at 0.6, the mean of 0.6 and 0.9 is the edge.
    const bins = runSteps(calibrationCurve(ranked, 2));
    expectClose([bins[0]!.predicted, bins[0]!.observed, bins[0]!.rowCount], [1.1 / 3, 1 / 3, 3]);
    expectClose([bins[1]!.predicted, bins[1]!.observed, bins[1]!.rowCount], [0.9, 1, 1]);
  });
});

describe('the curves of an evaluation', () => {
  const prior = Float64Array.of(0.5, 0.5);
  const classes = ['no', 'yes'];

  it('are JSON data, from the highest threshold to the lowest', async () => {
    const probabilities = Float64Array.of(0.75, 0.25, 0.5, 0.5, 0.25, 0.75);
    const target = Int32Array.of(0, 1, 1);
    const { curves } = await evaluateClassifier({ target, probabilities, classes, prior, resamples: 0 });
    expect(curves).toEqual({
      roc: [
        { falsePositiveRate: 0, truePositiveRate: 0, threshold: null },
        { falsePositiveRate: 0, truePositiveRate: 0.5, threshold: 0.75 },
        { falsePositiveRate: 0, truePositiveRate: 1, threshold: 0.5 },
        { falsePositiveRate: 1, truePositiveRate: 1, threshold: 0.25 },
      ],
      precisionRecall: [
        { recall: 0, precision: 1, threshold: null },
        { recall: 0.5, precision: 1, threshold: 0.75 },
        { recall: 1, precision: 1, threshold: 0.5 },
        { recall: 1, precision: 2 / 3, threshold: 0.25 },
      ],
      calibration: [
        { predicted: 0.25, observed: 0, rowCount: 1 },
        { predicted: 0.5, observed: 1, rowCount: 1 },
        { predicted: 0.75, observed: 1, rowCount: 1 },
      ],
    });
    expect(JSON.parse(JSON.stringify(curves))).toEqual(curves);
  });

  it('are empty when one class is missing, but for the calibration', async () => {
    const probabilities = Float64Array.of(0.75, 0.25, 0.5, 0.5);
    const target = Int32Array.of(0, 0);
    const { curves } = await evaluateClassifier({ target, probabilities, classes, prior, resamples: 0 });
    expect(curves!.roc).toEqual([]);
    expect(curves!.precisionRecall).toEqual([]);
    expect(curves!.calibration.map((bin) => bin.observed)).toEqual([0, 0]);
  });
});
