import { type PowerFit, type PowerMethod, power, powerLogarithms } from '../../engine/numeric-features.ts';
import { MomentsState } from '../../engine/states.ts';
import { numbersOf } from '../numbers.ts';
import type { Stage } from '../transformer.ts';

const NODES = 9;
const MAX_PASSES = 20;

/**
 * The λ of a power transform on all rows, from one found on a sketch of them. A pass folds the moments of the transform
 * at nine λs around it; the maximum of the polynomial through their likelihoods is λ where it lies among them, and the
 * middle of the next nine otherwise. Likelihoods are smooth, so that is exact to about 1e-9.
 */
export async function refinePower(
  stage: Stage,
  column: string,
  method: PowerMethod,
  found: PowerFit,
): Promise<{ lambda: number; mean: number; variance: number }> {
  const reach = Math.min(0.1, 1 / (1 + found.greatestLogarithm));
  let { lambda } = found;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    // Chebyshev's nodes: no polynomial through evenly spaced ones is as steady.
    const offsets = Array.from({ length: NODES }, (_, i) => Math.cos((Math.PI * (i + 0.5)) / NODES));
    const likelihoods = await likelihoodsAt(
      stage,
      column,
      method,
      offsets.map((offset) => lambda + reach * offset),
    );
    const best = greatestOf(offsets, likelihoods);
    lambda += reach * best;
    if (Math.abs(best) < 1) break;
  }
  const moments = new MomentsState();
  await stage.pass((program, layout) => {
    const numbers = numbersOf(program, layout.find((one) => one.name === column)!, 'powerTransformer');
    moments.addTo(program, power(program, numbers, { method, lambda, shift: 0, scale: 1 }, column), undefined);
  });
  return { lambda, ...moments.finish() };
}

/** Per row: −½ log of the variance of what a transform gives + (λ − 1) · the mean logarithm. */
async function likelihoodsAt(
  stage: Stage,
  column: string,
  method: PowerMethod,
  lambdas: readonly number[],
): Promise<number[]> {
  const logarithms = new MomentsState();
  const transformed = lambdas.map(() => new MomentsState());
  await stage.pass((program, layout) => {
    const numbers = numbersOf(program, layout.find((one) => one.name === column)!, 'powerTransformer');
    logarithms.addTo(program, powerLogarithms(program, numbers, method), undefined);
    for (const [i, lambda] of lambdas.entries()) {
      const slot = power(program, numbers, { method, lambda, shift: 0, scale: 1 }, column);
      transformed[i]!.addTo(program, slot, undefined);
    }
  });
  const { mean } = logarithms.finish();
  return lambdas.map((lambda, i) => -0.5 * Math.log(transformed[i]!.finish().variance) + (lambda - 1) * mean);
}

/** Where in [−1, 1] the polynomial through these points is greatest; the nearer end where it rises beyond it. */
function greatestOf(x: readonly number[], y: readonly number[]): number {
  // Newton's divided differences: the polynomial and its slope by one sweep.
  const coefficients = [...y];
  for (let order = 1; order < x.length; order++) {
    for (let i = x.length - 1; i >= order; i--) {
      coefficients[i] = (coefficients[i]! - coefficients[i - 1]!) / (x[i]! - x[i - order]!);
    }
  }
  const slope = (at: number) => {
    let value = 0;
    let derivative = 0;
    for (let i = x.length - 1; i >= 0; i--) {
      derivative = derivative * (at - x[i]!) + value;
      value = value * (at - x[i]!) + coefficients[i]!;
    }
    return derivative;
  };
  let [low, high] = [-1, 1];
  if (slope(low) <= 0) return -1;
  if (slope(high) >= 0) return 1;
  for (let step = 0; step < 60; step++) {
    const middle = 0.5 * (low + high);
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
