import type { GradientRows } from '../kernel-rows.ts';

interface Inputs extends GradientRows {
  /** u8 in f64[binRows] */
  readonly column: Float64Array;
  /** f64[256]: 1 for values that go left */
  readonly goesLeft: Float64Array;
}

/** Rows whose value goes left, then the others, each in the order they came, with their gradients. */
export function partitionRows({ column, goesLeft, rows, gradients, rowCount }: Inputs) {
  const order = Array.from({ length: rowCount }, (_, i) => i);
  const isLeft = (i: number) => goesLeft[column[rows[i]!]!] === 1;
  const parted = [...order.filter(isLeft), ...order.filter((i) => !isLeft(i))];
  return {
    rows: Float64Array.from(parted, (i) => rows[i]!),
    gradients: Float64Array.from(parted, (i) => gradients[i]!),
    leftCount: Float64Array.of(order.filter(isLeft).length),
  };
}
