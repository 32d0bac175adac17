import { expect, test } from 'vitest';
import { differences, expectNoWorse, qualityOf } from '../../bench/harness/judge.ts';
import { randomStream } from '../../src/core/random.ts';

test('the worth of probabilities', () => {
  const actual = Float64Array.of(1, 0, 1, 0);
  const quality = qualityOf('binary', actual, Float64Array.of(0.9, 0.2, 0.4, 0.4));
  // Of four pairs three are right and one is tied.
  expect(quality.rocAuc).toBeCloseTo(3.5 / 4, 12);
  expect(quality.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.6)) / 4, 12);
  expect(quality.accuracy).toBe(0.75);
});

test('the worth of numbers', () => {
  const quality = qualityOf('regression', Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 5));
  expect(quality.rmse).toBeCloseTo(Math.sqrt(4 / 3), 12);
  expect(quality.r2).toBeCloseTo(1 - 4 / 2, 12);
});

test('predictions that are none, or too few, are told', () => {
  expect(() => qualityOf('binary', Float64Array.of(1, 0), Float64Array.of(1))).toThrow(/1 predictions .* 2 test rows/);
  expect(() => qualityOf('binary', Float64Array.of(1, 0), Float64Array.of(1, Number.NaN))).toThrow(/row 1 is NaN/);
});

/** Labels, and scores that know them as well as `noise` lets them. */
function drawn(rowCount: number, noises: readonly number[]) {
  const random = randomStream(5, 'judge test');
  const actual = Float64Array.from({ length: rowCount }, (_, row) => random.below(row, 2));
  const scores = noises.map((noise, k) => {
    const own = randomStream(5, 'judge noise', k);
    return actual.map((label, row) => 0.5 + (label - 0.5) * 0.4 + noise * (own.uniform(row) - 0.5));
  });
  return { actual, scores };
}

test('equal predictions differ by nothing; a small sample allows what it can not tell', () => {
  const { actual, scores } = drawn(3000, [0.5, 0.501]);
  const [one, two] = [scores[0]!, scores[1]!];
  for (const { worse, standardError } of differences('binary', actual, one, one)) {
    expect(worse).toBe(0);
    expect(standardError).toBe(0);
  }
  const [auc] = differences('binary', actual, one, two);
  expect(auc!.worse).toBeCloseTo(
    qualityOf('binary', actual, two).rocAuc! - qualityOf('binary', actual, one).rocAuc!,
    12,
  );
  expect(auc!.standardError).toBeGreaterThan(0);
  expect(auc!.standardError).toBeLessThan(0.02);
  expectNoWorse('peer', 'binary', actual, [one], [two]);
});

test('worse is an error, better is not', () => {
  const { actual, scores } = drawn(20_000, [0.5, 0.56]);
  expectNoWorse('peer', 'binary', actual, [scores[0]!], [scores[1]!]);
  expect(() => expectNoWorse('peer', 'binary', actual, [scores[1]!], [scores[0]!])).toThrow(
    /worse than peer's by 0\.0/,
  );
  expect(() =>
    expectNoWorse(
      'peer',
      'regression',
      Float64Array.of(1, 2, 3, 4),
      [Float64Array.of(4, 1, 4, 1)],
      [actual.slice(0, 4)],
    ),
  ).not.toThrow();
});

test('one unlucky run of several is no fault, all of them are', () => {
  const { actual, scores } = drawn(20_000, [0.5, 0.56]);
  const [better, worse] = [scores[0]!, scores[1]!];
  const [auc] = differences('binary', actual, worse, better);
  expect(auc!.worse).toBeGreaterThan(0.001);
  expectNoWorse('peer', 'binary', actual, [better, worse], [worse, better]);
  expect(() => expectNoWorse('peer', 'binary', actual, [worse, worse], [better, better])).toThrow(/over 2 runs/);
});

test('the standard error of an AUC difference is that of repeated draws', () => {
  const found: number[] = [];
  let told = 0;
  for (let k = 0; k < 200; k++) {
    const random = randomStream(k, 'repeated');
    const actual = Float64Array.from({ length: 300 }, (_, row) => random.below(3 * row, 2));
    const [one, two] = [1, 2].map((i) => actual.map((label, row) => label * 0.3 + random.uniform(1000 * i + row)));
    const [auc] = differences('binary', actual, one!, two!);
    found.push(auc!.worse);
    told += auc!.standardError / 200;
  }
  const spread = Math.sqrt(found.reduce((sum, value) => sum + value * value, 0) / found.length);
  expect(told / spread).toBeGreaterThan(0.85);
  expect(told / spread).toBeLessThan(1.15);
});
