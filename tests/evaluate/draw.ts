import { randomStream } from '../../src/core/random.ts';

/** Rows to evaluate, drawn by name: tied scores, and integer weights from 0 to 3. */
export function drawClassification(name: string, rowCount: number, classCount: number) {
  const stream = randomStream(7, name);
  const target = Int32Array.from({ length: rowCount }, (_, row) => stream.below(row, classCount));
  const probabilities = new Float64Array(rowCount * classCount);
  for (let row = 0; row < rowCount; ++row) {
    let sum = 0;
    for (let index = 0; index < classCount; ++index) {
      const at = row * classCount + index;
      const parts = 1 + stream.below(rowCount + at, 40) + (index === target[row] ? 15 : 0);
      probabilities[at] = parts;
      sum += parts;
    }
    for (let index = 0; index < classCount; ++index) probabilities[row * classCount + index]! /= sum;
  }
  const weight = Float64Array.from(target, (_, row) => stream.below(10 * rowCount * classCount + row, 4));
  weight[0] = 1;
  const classes = Array.from({ length: classCount }, (_, index) => `class ${index}`);
  return { target, probabilities, weight, classes, prior: new Float64Array(classCount).fill(1 / classCount) };
}

export function drawRegression(name: string, rowCount: number) {
  const stream = randomStream(7, name);
  const target = Float64Array.from({ length: rowCount }, (_, row) => 20 * stream.uniform(row) - 5);
  const prediction = target.map((value, row) => value + stream.uniform(rowCount + row) - 0.4);
  const weight = Float64Array.from(target, (_, row) => stream.below(10 * rowCount + row, 4));
  weight[0] = 1;
  return { target, prediction, weight, mean: 4 };
}

/** The rows at `rows`, in that order and as often as they stand there. `width` values belong to a row. */
export function takeRows<T extends Float64Array | Int32Array>(values: T, rows: readonly number[], width = 1): T {
  const taken = values.slice(0, 0).constructor as new (length: number) => T;
  const result = new taken(rows.length * width);
  for (const [at, row] of rows.entries()) result.set(values.subarray(row * width, (row + 1) * width), at * width);
  return result;
}
