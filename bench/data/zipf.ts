/** Where the share of each rank ends, when that of rank k is proportional to 1 / (k + shift)^skew. The last is 1. */
export function zipfShares(count: number, skew: number, shift: number): Float64Array {
  const ends = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += (rank + shift) ** -skew;
    ends[rank] = sum;
  }
  for (let rank = 0; rank < count; rank++) ends[rank]! /= sum;
  return ends;
}

/** The first rank whose share ends above `at`. */
export function rankOf(ends: Float64Array, at: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
