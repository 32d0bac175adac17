import { findSplit, type SplitInputs } from './common/find-split.ts';

/** The best threshold of a numeric feature of a node of few rows. */
export function findSplitPacked(inputs: SplitInputs) {
  return findSplit(inputs);
}
