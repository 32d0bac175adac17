/** Count, mean and spread of the finite values of a column, and what is odd about them. */
export class Moments {
  count = 0;
  mean = 0;
  /** Sum of squared differences from the mean. */
  #squares = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  zeroCount = 0;
  negativeCount = 0;
  infiniteCount = 0;

  get standardDeviation(): number {
    return this.count < 2 ? 0 : Math.sqrt(this.#squares / (this.count - 1));
  }

  /**
   * values: Float64Array, NaN = missing. Two passes over the batch, then the pairwise merge of Chan, Golub and LeVeque
   * ("Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979): no digits cancel.
   */
  update(values: Float64Array, length: number): void {
    let count = 0;
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) {
        this.infiniteCount++;
        continue;
      }
      count++;
      sum += value;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      if (value === 0) this.zeroCount++;
      else if (value < 0) this.negativeCount++;
    }
    if (count === 0) return;
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const difference = values[i]! - mean;
      if (Number.isFinite(difference)) squares += difference * difference;
    }
    const total = this.count + count;
    const apart = mean - this.mean;
    this.#squares += squares + apart * apart * ((this.count * count) / total);
    this.mean += apart * (count / total);
    this.count = total;
  }
}
