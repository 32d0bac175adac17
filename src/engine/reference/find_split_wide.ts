import { findSplit, type SplitInputs } from './common/find-split.ts';

/** The best threshold of a numeric feature. */
export function findSplitWide(inputs: SplitInputs) {
  return findSplit(inputs);
}
