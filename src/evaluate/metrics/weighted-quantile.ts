import { STEP_ROWS, type Steps } from './steps.ts';

/**
 * The smallest value with at least `share` of the weight at or below it; when the weight meets the share exactly, the
 * mean of it and the next value (the averaged inverted distribution function of Hyndman and Fan, "Sample quantiles in
 * statistical packages", 1996, as scikit-learn has it for weighted medians). With equal weights and share 1/2 it is
 * the median. Each row counts as often as its multiplicity says. Fold all rows twice: `addWeight`, then `search`.
 */
export class QuantileFold {
  readonly #value: Float64Array;
  readonly #weight: Float64Array;
  readonly #share: number;
  #total = 0;
  #below = 0;
  /** The value that was found, while its successor is looked for. */
  #found = Number.NaN;
  #done = false;

  /** Values ascend; weights are at least 0 and not all 0. */
  constructor(value: Float64Array, weight: Float64Array, share: number) {
    this.#value = value;
    this.#weight = weight;
    this.#share = share;
  }

  addWeight(multiplicity: Uint8Array, begin: number, end: number): void {
    // Summed one by one, like `search` does, or half of the total would miss the sums it is compared with.
    for (let at = begin; at < end; ++at) this.#total += multiplicity[at]! * this.#weight[at]!;
  }

  search(multiplicity: Uint8Array, begin: number, end: number): void {
    if (this.#done) return;
    const sought = this.#share * this.#total;
    for (let at = begin; at < end; ++at) {
      const weight = multiplicity[at]! * this.#weight[at]!;
      if (weight === 0) continue;
      if (!Number.isNaN(this.#found)) {
        this.#found = (this.#found + this.#value[at]!) / 2;
        this.#done = true;
        return;
      }
      this.#below += weight;
      if (this.#below < sought) continue;
      this.#found = this.#value[at]!;
      // scikit-learn's measure of "exactly".
      this.#done = this.#below - sought > Number.EPSILON;
      if (this.#done) return;
    }
  }

  /** NaN before the rows were folded. */
  get value(): number {
    return this.#found;
  }
}

/** The quantile of ascending values with every row taken once. */
export function* weightedQuantile(value: Float64Array, weight: Float64Array, share: number): Steps<number> {
  const fold = new QuantileFold(value, weight, share);
  const once = new Uint8Array(value.length).fill(1);
  for (let begin = 0; begin < value.length; begin += STEP_ROWS) {
    fold.addWeight(once, begin, Math.min(value.length, begin + STEP_ROWS));
    yield;
  }
  for (let begin = 0; begin < value.length; begin += STEP_ROWS) {
    fold.search(once, begin, Math.min(value.length, begin + STEP_ROWS));
    yield;
  }
  return fold.value;
}
