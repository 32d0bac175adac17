import { ascendingOrder } from './ascending-order.ts';
import type { Numbers } from './class-totals.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { STEP_ROWS, type Steps } from './steps.ts';
import { QuantileFold } from './weighted-quantile.ts';

/** scikit-learn's metrics of the same names; all but `r2` are in the target's unit, its square, or shares of it. */
export interface RegressionMetrics {
  /** Mean squared error. */
  readonly mse: number;
  /** Its square root. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Mean of |error| / max(|target|, 2^-52), a share, not percent. */
  readonly mape: number;
  /**
   * 1 - squared errors / squared deviations from the target's mean. Of a constant target 1 when every prediction
   * meets it, else 0. Null for a single row.
   */
  readonly r2: number | null;
  /** The (weighted) median of |error|. */
  readonly medianAbsoluteError: number;
}

/** Rows from the smallest absolute error to the largest, each array one entry a row. */
export interface RankedErrors {
  readonly target: Float64Array;
  readonly absoluteError: Float64Array;
  readonly weight: Float64Array;
}

/** Sorts rows by absolute error, once. Values are finite; weights are above 0 and default to 1. */
export function* rankErrors(target: Numbers, prediction: Numbers, weight?: Numbers): Steps<RankedErrors> {
  const rowCount = target.length;
  const errors = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; ++row) {
    errors[row] = Math.abs(prediction[row]! - target[row]!);
    if (row % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  const order = yield* ascendingOrder(errors);
  const ranked = {
    target: new Float64Array(rowCount),
    absoluteError: new Float64Array(rowCount),
    weight: new Float64Array(rowCount),
  };
  for (let at = 0; at < rowCount; ++at) {
    const row = order[at]!;
    ranked.target[at] = target[row]!;
    ranked.absoluteError[at] = errors[row]!;
    ranked.weight[at] = weight === undefined ? 1 : weight[row]!;
    if (at % STEP_ROWS === STEP_ROWS - 1) yield;
  }
  return ranked;
}

/** Regression metrics of ranked rows, each taken as often as its multiplicity says. */
export function* regressionMetrics(ranked: RankedErrors, multiplicity: Uint8Array): Steps<RegressionMetrics> {
  const rowCount = ranked.target.length;
  const median = new QuantileFold(ranked.absoluteError, ranked.weight, 0.5);
  const first = new TargetFold(ranked);
  for (let begin = 0; begin < rowCount; begin += STEP_ROWS) {
    const end = Math.min(rowCount, begin + STEP_ROWS);
    first.fold(multiplicity, begin, end);
    median.addWeight(multiplicity, begin, end);
    yield;
  }
  const second = new ErrorFold(ranked, first.mean);
  for (let begin = 0; begin < rowCount; begin += STEP_ROWS) {
    const end = Math.min(rowCount, begin + STEP_ROWS);
    second.fold(multiplicity, begin, end);
    median.search(multiplicity, begin, end);
    yield;
  }
  const mse = second.squared.value / first.weight.value;
  return {
    mse,
    rmse: Math.sqrt(mse),
    mae: second.absolute.value / first.weight.value,
    mape: second.relative.value / first.weight.value,
    r2: rowCount < 2 ? null : r2(second.squared.value, first.constant ? 0 : second.deviation.value),
    medianAbsoluteError: median.value,
  };
}

function r2(squaredError: number, squaredDeviation: number): number {
  if (squaredDeviation !== 0) return 1 - squaredError / squaredDeviation;
  return squaredError === 0 ? 1 : 0;
}

/** First pass: the target's mean, and whether all rows share one value, which a rounded mean would hide. */
class TargetFold {
  readonly #ranked: RankedErrors;
  readonly #sum = new CompensatedSum();
  readonly weight = new CompensatedSum();
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;

  constructor(ranked: RankedErrors) {
    this.#ranked = ranked;
  }

  fold(multiplicity: Uint8Array, begin: number, end: number): void {
    const { target, weight } = this.#ranked;
    let sum = 0;
    let weights = 0;
    let lowest = this.#lowest;
    let highest = this.#highest;
    for (let at = begin; at < end; ++at) {
      const rowWeight = multiplicity[at]! * weight[at]!;
      const value = target[at]!;
      sum += rowWeight * value;
      weights += rowWeight;
      if (value < lowest && rowWeight > 0) lowest = value;
      if (value > highest && rowWeight > 0) highest = value;
    }
    this.#sum.add(sum);
    this.weight.add(weights);
    this.#lowest = lowest;
    this.#highest = highest;
  }

  get mean(): number {
    return this.#sum.value / this.weight.value;
  }

  get constant(): boolean {
    return this.#lowest === this.#highest;
  }
}

/** Second pass: the sums over errors, and over deviations from the mean. */
class ErrorFold {
  readonly #ranked: RankedErrors;
  readonly #mean: number;
  readonly squared = new CompensatedSum();
  readonly absolute = new CompensatedSum();
  readonly relative = new CompensatedSum();
  readonly deviation = new CompensatedSum();

  constructor(ranked: RankedErrors, mean: number) {
    this.#ranked = ranked;
    this.#mean = mean;
  }

  fold(multiplicity: Uint8Array, begin: number, end: number): void {
    const { target, absoluteError, weight } = this.#ranked;
    const mean = this.#mean;
    let squared = 0;
    let absolute = 0;
    let relative = 0;
    let deviation = 0;
    for (let at = begin; at < end; ++at) {
      const rowWeight = multiplicity[at]! * weight[at]!;
      const error = absoluteError[at]!;
      const value = target[at]!;
      squared += rowWeight * error * error;
      absolute += rowWeight * error;
      relative += (rowWeight * error) / Math.max(Math.abs(value), Number.EPSILON);
      deviation += rowWeight * (value - mean) * (value - mean);
    }
    this.squared.add(squared);
    this.absolute.add(absolute);
    this.relative.add(relative);
    this.deviation.add(deviation);
  }
}
