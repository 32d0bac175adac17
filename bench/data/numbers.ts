import { randomStream } from '../../src/core/random.ts';

export interface NumberRows {
  /** float32 [columnCount][rowCount]: a column each. */
  readonly columns: Float32Array[];
  /** 0 or 1 for each row. */
  readonly labels: Float64Array;
}

/**
 * Dense rows with labels from a logistic model, the same for the same arguments everywhere. Columns have mean 0 and
 * variance 1, and each is correlated with the one before it.
 */
export function makeNumberRows(rowCount: number, columnCount: number, seed: number): NumberRows {
  const uniforms = (purpose: string, index: number) => {
    const bits = new Uint32Array(rowCount);
    randomStream(seed, purpose, index).fill(bits, 0);
    return bits;
  };
  const weights = randomStream(seed, 'true weights');
  const scores = new Float64Array(rowCount);
  const columns: Float32Array[] = [];
  for (let column = 0; column < columnCount; column++) {
    const before = columns.at(-1);
    const weight = weights.uniform(column) - 0.5;
    const [one, two] = [uniforms('radii', column), uniforms('angles', column)];
    const values = new Float32Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const radius = Math.sqrt(-2 * Math.log((one[row]! + 1) / 2 ** 32));
      const own = radius * Math.cos((2 * Math.PI * two[row]!) / 2 ** 32);
      values[row] = before === undefined ? own : 0.6 * before[row]! + 0.8 * own;
      scores[row]! += weight * values[row]!;
    }
    columns.push(values);
  }
  const draws = uniforms('labels', 0);
  return {
    columns,
    labels: Float64Array.from(draws, (draw, row) => (draw / 2 ** 32 < logistic(scores[row]!) ? 1 : 0)),
  };
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
