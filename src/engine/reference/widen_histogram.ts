import type { BinSums } from '../kernel-rows.ts';

/** What packed bins add to wide ones that are zero: the same sums; and what is left of them, nothing. */
export function widenHistogram({ gradients, hessians, counts, size }: BinSums & { readonly size: number }) {
  return { gradients, hessians, counts, left: new Float64Array(size) };
}
