import type { BinSums } from '../../kernel-rows.ts';

export interface SplitInputs extends BinSums {
  /** Bins of the feature, bin 0 (missing) included. */
  readonly size: number;
  /**
   * f64[10]: the node's gradient, hessian and count; gradient and hessian step; l1, l2; least count and hessian of a
   * side; the node's own gain
   */
  readonly terms: Float64Array;
  /** A split must gain more. */
  readonly floor: number;
}

interface Sum {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

const plus = (a: Sum, b: Sum): Sum => ({
  gradient: a.gradient + b.gradient,
  hessian: a.hessian + b.hessian,
  count: a.count + b.count,
});

/**
 * The first split of the highest gain: thresholds ascending, missing values on the right before on the left, real
 * values against missing ones last. The code is twice the threshold bin, plus 1 with missing values on the left; −1
 * when no split gains more than `floor`.
 */
export function findSplit({ size, gradients, hessians, counts, terms, floor }: SplitInputs) {
  const [gradient, hessian, count, gradientStep, hessianStep, l1, l2, leastCount, leastHessian, nodeGain] = [
    ...terms,
  ] as [number, number, number, number, number, number, number, number, number, number];
  const total = { gradient, hessian, count };
  const binAt = (i: number): Sum => ({ gradient: gradients[i]!, hessian: hessians[i]!, count: counts[i]! });
  const sideGain = (side: Sum) => {
    const pull = Math.max(Math.abs(side.gradient * gradientStep) - l1, 0);
    const divisor = side.hessian * hessianStep + l2;
    return divisor > 0 ? (pull * pull) / divisor : 0;
  };
  const isAllowed = (side: Sum) => side.count >= leastCount && side.hessian * hessianStep >= leastHessian;
  const best = { code: Float64Array.of(-1), gain: Float64Array.of(floor) };
  const offer = (left: Sum, code: number) => {
    const right = {
      gradient: total.gradient - left.gradient,
      hessian: total.hessian - left.hessian,
      count: total.count - left.count,
    };
    if (!isAllowed(left) || !isAllowed(right)) return;
    const gain = sideGain(left) + sideGain(right) - nodeGain;
    if (gain > best.gain[0]!) {
      best.gain[0] = gain;
      best.code[0] = code;
    }
  };
  const missing = binAt(0);
  let left: Sum = { gradient: 0, hessian: 0, count: 0 };
  for (let bin = 1; bin < size; bin++) {
    left = plus(left, binAt(bin));
    if (left.count === 0 || left.count === count - missing.count) continue;
    offer(left, 2 * bin);
    if (missing.count > 0) offer(plus(left, missing), 2 * bin + 1);
  }
  if (missing.count > 0) offer(left, 2 * (size - 1));
  return best;
}
