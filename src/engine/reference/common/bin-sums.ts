import type { BinSums, GradientRows } from '../../kernel-rows.ts';

export function emptyBins(size: number): BinSums {
  return { gradients: new Float64Array(size), hessians: new Float64Array(size), counts: new Float64Array(size) };
}

/** Adds row `i` to a bin. */
export function addRow(sums: BinSums, bin: number, { gradients, hessians }: GradientRows, i: number): void {
  sums.gradients[bin]! += gradients[i]!;
  sums.hessians[bin]! += hessians[i]!;
  sums.counts[bin]! += 1;
}
